"""Whose turn it is to look after a community."""
