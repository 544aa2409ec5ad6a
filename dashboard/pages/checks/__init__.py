"""Which records to check next."""
