"""Delivery: each event to each reaction once, in order, whatever fails or is killed."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from linli.kernel.events import delivery, parking, queries
from linli.kernel.events.models import ParkedEvent
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import staff
from linli.kernel.orgs.models import AuditEntry, Organisation
from tests.kernel.events.conftest import AT

pytestmark = pytest.mark.usefixtures("small_wiring")


def test_every_reaction_sees_every_event_once_and_in_order(append, seen):
    append("a", "b")
    append("c")

    delivery.deliver_all(at=AT)
    delivery.deliver_all(at=AT)

    assert seen("first") == seen("second") == seen("slow") == ["a", "b", "c"]


def test_a_poisoned_event_is_parked_and_the_others_pass(append, seen):
    append("a", "poison", "b")

    delivery.deliver_all(at=AT)

    assert seen("first") == ["a", "b"]
    assert seen("second") == ["a", "poison", "b"]
    parked = ParkedEvent.objects.get()
    assert (parked.reaction, parked.state, parked.attempts) == (
        "tests.kernel.events.small_wiring.note_first",
        "retrying",
        1,
    )
    assert parked.error.strip().endswith("ValueError: this cannot be taken")


def test_a_parked_event_is_tried_three_times_and_then_left_to_a_person(append):
    append("poison")
    delivery.deliver_all(at=AT)

    for hours in range(1, 6):
        parking.retry_due(at=AT + timedelta(hours=hours))

    parked = ParkedEvent.objects.get()
    assert (parked.state, parked.attempts, parked.retry_at) == ("parked", 4, None)


def test_a_person_can_try_a_parked_event_again(append, seen, tmp_path):
    org = Organisation.objects.create(name="清风书社", slug="qingfeng", created_at=AT)
    obstacle = tmp_path / "obstacle"
    obstacle.touch()
    append(str(obstacle), org=org.id)
    delivery.deliver_all(at=AT)
    obstacle.unlink()

    with scope.org(org.id):
        went_through = parking.retry(ParkedEvent.objects.get().id, by=staff(1), at=AT)
        assert queries.count_parked() == 0
        assert AuditEntry.objects.get().action == "events.retried"

    assert went_through is True
    assert seen("first") == [str(obstacle)]


def test_another_organisation_cannot_retry_it(append):
    append("poison", org=1)
    delivery.deliver_all(at=AT)

    with scope.org(2), pytest.raises(parking.CannotRetry):
        parking.retry(ParkedEvent.objects.get().id, by=staff(1), at=AT)

    assert ParkedEvent.objects.get().attempts == 1


def test_a_shard_another_worker_is_reading_is_left_to_it(append, seen):
    append("a")
    held, release = threading.Event(), threading.Event()

    def other_worker():
        with transaction.atomic(), connection.cursor() as cursor:
            for shard in range(16):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('linli.lane.live'), %s)", [shard])
            held.set()
            release.wait(10)
        connection.close()

    worker = threading.Thread(target=other_worker)
    worker.start()
    held.wait(10)
    delivery.deliver_round("live", at=AT)
    while_held = seen("first")
    release.set()
    worker.join()
    delivery.deliver_all(at=AT)

    assert while_held == []
    assert seen("first") == ["a"]


WORKER = """
import django
from django.conf import settings
django.setup()
settings.WIRING = "tests.kernel.events.small_wiring"
from datetime import UTC, datetime
from linli.kernel.events import delivery
delivery.deliver_all(at=datetime(2026, 11, 21, 8, tzinfo=UTC))
"""


def worker_environment(**more):
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.settings", **more}


def worker_process(**more):
    environment = worker_environment(**more)
    return subprocess.run([sys.executable, "-c", WORKER], env=environment, timeout=60, check=False)


@pytest.mark.kills
def test_a_worker_killed_between_effect_and_cursor_repeats_and_loses_nothing(append, seen, tmp_path):
    append("a", "b", "c")
    kill_file = tmp_path / "kill"
    kill_file.touch()

    killed = worker_process(LINLI_TEST_KILL_FILE=str(kill_file))
    after_kill = seen("first"), seen("second")
    finished = worker_process()

    assert (killed.returncode, finished.returncode) == (-9, 0)
    assert after_kill == ([], [])
    assert seen("first") == seen("second") == seen("slow") == ["a", "b", "c"]


@pytest.mark.kills
def test_four_workers_at_once_deliver_each_event_once(append, seen):
    for community in range(1, 9):
        append(*(f"{community}-{number}" for number in range(50)), community=community)

    environment = worker_environment()
    workers = [subprocess.Popen([sys.executable, "-c", WORKER], env=environment) for _ in range(4)]
    codes = [worker.wait(60) for worker in workers]

    assert codes == [0, 0, 0, 0]
    assert sorted(seen("first")) == sorted(f"{c}-{n}" for c in range(1, 9) for n in range(50))
    for community in range(1, 9):
        mine = [name for name in seen("first") if name.startswith(f"{community}-")]
        assert mine == [f"{community}-{number}" for number in range(50)]
