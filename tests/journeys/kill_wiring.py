"""Linli's own wiring, with a platform that keeps a record of what reached it."""

from linli import wiring
from linli.wiring import *  # noqa: F403
from tests.connect.gateway.outbox.adapters import Recording

ADAPTERS = {**wiring.ADAPTERS, "recording": Recording()}
