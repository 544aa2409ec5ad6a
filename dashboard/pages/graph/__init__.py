"""Everything connected to a country, as one graph."""
