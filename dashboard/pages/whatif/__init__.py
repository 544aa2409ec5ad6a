"""The pages on whatif."""
