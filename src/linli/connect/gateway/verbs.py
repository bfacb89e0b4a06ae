"""Verbs of the gateway; they are the outbox's."""

from linli.connect.gateway.outbox import verbs

__all__ = ["verbs"]
