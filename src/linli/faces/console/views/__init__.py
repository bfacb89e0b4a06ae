"""Views of the console, one file per subject."""
