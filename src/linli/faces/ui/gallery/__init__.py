"""Invented data in two languages for the components on show; no community stands behind it."""
