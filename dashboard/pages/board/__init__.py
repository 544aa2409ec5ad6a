"""The pages on board."""
