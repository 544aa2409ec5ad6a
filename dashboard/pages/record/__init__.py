"""Records on forms: one record, a new one, everything about a country at once."""
