"""Ready-made columns, and which of them fit which type of community."""
