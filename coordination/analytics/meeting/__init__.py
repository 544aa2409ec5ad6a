"""What a committee decides today."""
