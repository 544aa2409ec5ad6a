"""Everything that is recorded, as one graph."""
