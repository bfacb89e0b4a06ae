"""Decisions of growth, as pure functions."""
