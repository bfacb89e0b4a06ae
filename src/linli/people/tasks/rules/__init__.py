"""Decisions about tasks as plain functions."""
