"""The pages on partnerships."""
