"""Every write to members, one file per subject."""
