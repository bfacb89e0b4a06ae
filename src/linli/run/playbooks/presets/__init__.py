"""Playbooks that Linli brings along, as documents."""
