"""A workspace: its answers, scenarios, plans, releases and undo."""
