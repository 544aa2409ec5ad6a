"""The pages on who does what, where."""
