"""Reads of entry: policies, applications, waiting lists, first steps, comings and goings."""
