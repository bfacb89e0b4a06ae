"""What is decided about turns, as pure functions."""
