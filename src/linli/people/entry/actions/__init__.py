"""Writes of entry: policies, applications, decisions, first steps, introductions."""
