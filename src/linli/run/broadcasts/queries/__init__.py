"""Reads of broadcasts."""
