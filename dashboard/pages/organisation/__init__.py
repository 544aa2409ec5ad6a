"""All that is known about one organisation."""
