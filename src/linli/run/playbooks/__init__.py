"""Playbooks: documents that say what happens to a member and when, and the runs that carry them out."""
