"""What is decided about the team, as pure functions."""
