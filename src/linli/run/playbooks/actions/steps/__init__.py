"""What each kind of step does to a run that comes to it."""
