"""The pages on framework."""
