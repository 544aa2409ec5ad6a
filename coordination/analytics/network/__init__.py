"""Who works with whom: partnerships, connectors, groups, layouts."""
