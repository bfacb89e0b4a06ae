"""Whom to look after today."""
