"""The pages on meeting."""
