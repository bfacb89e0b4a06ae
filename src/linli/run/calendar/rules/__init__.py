"""Decisions of the calendar as plain functions."""
