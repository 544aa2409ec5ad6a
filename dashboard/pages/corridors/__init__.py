"""The pages on corridors."""
