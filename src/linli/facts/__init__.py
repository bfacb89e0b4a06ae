"""The shared words: every event as a frozen record, one module per room. Read this floor first."""
