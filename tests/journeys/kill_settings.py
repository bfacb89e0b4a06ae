"""Linli's own settings, with a platform that keeps a record of what reached it."""

from linli.settings import *  # noqa: F403

WIRING = "tests.journeys.kill_wiring"
