"""Every write to organisations, staff, seats and tokens, one file per subject."""
