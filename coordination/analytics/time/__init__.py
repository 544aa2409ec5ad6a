"""What changed, and what ends when."""
