"""How each member lives in each community."""
