"""Linli's own PostgreSQL."""
