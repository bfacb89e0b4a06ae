"""The programs' door."""
