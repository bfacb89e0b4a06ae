"""Every write to communities and their groups."""
