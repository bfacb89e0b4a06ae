"""Every read of profiles, one file per subject."""
