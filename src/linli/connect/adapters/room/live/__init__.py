"""Telling open pages what happens in rooms."""
