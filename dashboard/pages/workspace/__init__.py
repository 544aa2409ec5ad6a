"""The pages on workspace."""
