"""The built-in web group."""
