"""Two lanes whose reactions write down what they saw. A community called "poison" cannot be taken; one called
"fatal" kills the process in the middle of the batch; "once poison" fails until the file it names is gone."""

import os
import signal
from pathlib import Path

from django.db import connection

from linli.facts.communities import CommunityOpened
from linli.kernel.events.reactions import Reaction

KILL_FILE = "LINLI_TEST_KILL_FILE"


def _write_down(reaction, events):
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO seen_by_tests VALUES (%s, %s, %s)",
            [(reaction, event.community, event.fact.name) for event in events],
        )


def note_first(events):
    _write_down("first", events)
    if any(event.fact.name == "poison" for event in events):
        raise ValueError("this cannot be taken")
    if any(event.fact.name.startswith("/") and Path(event.fact.name).exists() for event in events):
        raise ValueError("not yet")


def note_second(events):
    _write_down("second", events)
    kill_file = Path(os.environ.get(KILL_FILE, "/nonexistent"))
    if kill_file.exists():
        kill_file.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def note_slowly(events):
    _write_down("slow", events)


LANES = {
    "live": (Reaction(note_first, CommunityOpened), Reaction(note_second, CommunityOpened)),
    "measure": (Reaction(note_slowly, CommunityOpened),),
}
ADAPTERS = {}
