"""The pages on shared."""
