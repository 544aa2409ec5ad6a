"""The pages on weak points."""
