"""Order in the groups."""
