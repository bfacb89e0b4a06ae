"""Queries of segments."""
