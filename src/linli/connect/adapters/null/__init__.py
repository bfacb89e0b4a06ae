"""A platform that is not there: every order is confirmed at once."""
