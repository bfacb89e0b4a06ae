"""Calls other programs: signed requests to the hosts an organisation allows."""
