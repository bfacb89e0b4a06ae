"""A process that dies with SIGKILL at the moment named on its command line (see `test_kills.py`)."""

import os
import signal
import sys
import threading

import django
from django.conf import settings
from django.db import transaction

settings.WIRING = "tests.connect.gateway.outbox.small_wiring"
django.setup()

from linli.connect.gateway.outbox import admission, claiming, dispatch, loop, recording  # noqa: E402
from tests.connect.gateway.outbox.conftest import NOON  # noqa: E402


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_before_claim_commits():
    with transaction.atomic():
        assert claiming.claim(at=NOON)
        die()


def die_after_claim():
    assert claiming.claim(at=NOON)
    die()


def die_before_checks_commit():
    claims = claiming.claim(at=NOON)
    with transaction.atomic():
        assert admission.admit(claims, at=NOON)
        die()


def die_before_network():
    assert admission.admit(claiming.claim(at=NOON), at=NOON)
    die()


def die_in_network():
    """The adapter does it: its channel says when."""
    dispatch.dispatch_round(clock=lambda: NOON)


def die_before_record_commits():
    rows, outcomes = reached_the_platform()
    with transaction.atomic():
        recording.record(rows, outcomes, at=NOON)
        die()


def die_after_record():
    rows, outcomes = reached_the_platform()
    recording.record(rows, outcomes, at=NOON)
    die()


def reached_the_platform():
    rows = admission.admit(claiming.claim(at=NOON), at=NOON)
    return rows, dispatch.perform(*dispatch.open_channel(rows[0].channel), rows)


def work_until_killed():
    loop.run(threading.Event())


if __name__ == "__main__":
    globals()[sys.argv[1]]()
