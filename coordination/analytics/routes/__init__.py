"""Whether a case gets through: routes from a report to its end."""
