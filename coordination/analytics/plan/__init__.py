"""Steps in an order that can work."""
