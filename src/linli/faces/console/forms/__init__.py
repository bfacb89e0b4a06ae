"""Forms of the console, one file per subject: they parse and never save."""
