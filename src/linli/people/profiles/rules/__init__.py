"""Decisions about answers, one file per subject: pure functions."""
