"""The built-in web group: rooms that live in Linli itself, with no account anywhere."""
