"""Who plays which part."""
