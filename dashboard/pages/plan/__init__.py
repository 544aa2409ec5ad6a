"""The pages on plan."""
