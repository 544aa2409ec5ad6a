"""The status of each capability in each country, and why."""
