"""The pages on network."""
