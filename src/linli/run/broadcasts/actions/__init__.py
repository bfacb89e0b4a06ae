"""Writes of broadcasts."""
