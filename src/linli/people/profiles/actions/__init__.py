"""Every write to profiles, one file per subject."""
