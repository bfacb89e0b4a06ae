"""Every read about members, one file per subject."""
