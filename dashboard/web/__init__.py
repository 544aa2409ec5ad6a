"""The application: routing, server, command, actions."""
