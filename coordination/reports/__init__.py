"""Documents for people: what to say about a country, and its HTML form."""
