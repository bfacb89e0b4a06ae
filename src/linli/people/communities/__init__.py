"""Communities and their groups."""
