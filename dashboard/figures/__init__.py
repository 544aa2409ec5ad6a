"""Figures: pure functions from records to trees. They know no request, no store and no clock."""
