"""Cooperation across borders: channels, agreements, members."""
