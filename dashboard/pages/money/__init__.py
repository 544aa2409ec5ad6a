"""The pages on money."""
