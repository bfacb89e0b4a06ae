"""Sets of members that have a purpose."""
