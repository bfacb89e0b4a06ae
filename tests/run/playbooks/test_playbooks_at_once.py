"""Several processes and connections at once, and one that is killed in the middle."""

import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from linli.connect.gateway.models import Effect
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.orgs import scope
from linli.people.members.models import Member
from linli.run.growth.models import Entry
from linli.run.playbooks import loop, reactions
from linli.run.playbooks.actions.advancing import advance_due
from linli.run.playbooks.models import Run, StepVisit
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

LISTEN = document("""\
- {id: rest, wait: {for: 1m}}
- id: listen
  wait: {any: [{event: message.posted, go: gift}], at_most: 3d, on_timeout: end}
- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}
""")
TIMED = document("""\
- {id: rest, wait: {for: 1d}}
- {id: hi, post: {text: "Hi {person.name}"}}
- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}
""")
CROWD = 120


@pytest.fixture
def crowd(stage, cast):
    """A run of TIMED for each of many members, all due after a day."""
    stage.publish(TIMED)
    first = 1_000_000
    Member.objects.bulk_create(
        Member(id=first + number, name=f"n{number}", first_seen_at=cast.at) for number in range(CROWD)
    )
    members = Member.objects.filter(id__gte=first).order_by("id")
    stage.happen(*(stage.event(MembershipJoined("reading-1"), member) for member in members))
    assert Run.objects.filter(state="waiting").count() == CROWD
    return stage


def everything_happened_once():
    assert Counter(Run.objects.values_list("state", "outcome")) == {("done", "done"): CROWD}
    assert set(Run.objects.values_list("fence", flat=True)) == {2}
    assert Effect.objects.count() == Effect.objects.values("origin").distinct().count() == CROWD
    assert Entry.objects.count() == CROWD
    assert StepVisit.objects.count() == 3 * CROWD


def test_an_event_that_arrives_while_the_wait_is_being_registered_is_heard(stage, cast):
    stage.publish(LISTEN)
    stage.join()
    message = stage.event(MessagePosted("m-1", "reading-1", "大家好"), after=MINUTE)
    failures = []
    tried = threading.Event()

    def deliver():
        try:
            tried.set()
            with scope.org(cast.org.id), transaction.atomic():
                reactions.drive_runs([message])
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=deliver)
    with transaction.atomic():
        stage.wake(MINUTE)  # the wait is registered here, and nobody else can see it yet
        other.start()
        tried.wait(5)
        other.join(0.5)
        assert other.is_alive()
    other.join(20)

    assert failures == []
    assert stage.awards() == [5]
    assert StepVisit.objects.get(step="listen").result["event"] == str(message.id)


def test_who_leaves_in_the_moment_of_the_post_is_not_written_to(stage, cast):
    stage.publish(
        document(
            "- {id: rest, wait: {for: 1m}}\n- {id: hi, post: {text: Hi}}\n- {id: later, wait: {for: 1d}}\n",
            more="exit: [{event: membership.left, outcome: left}]\n",
        )
    )
    stage.join()
    leave = stage.event(MembershipLeft("reading-1"), after=MINUTE)

    def deliver():
        with scope.org(cast.org.id), transaction.atomic():
            reactions.drive_runs([leave])
        connection.close()

    other = threading.Thread(target=deliver)
    with transaction.atomic():
        stage.wake(MINUTE)  # the post is planned here, and the member leaves before that is committed
        other.start()
        other.join(0.3)
    other.join(20)

    assert stage.run().outcome == "left"
    assert (stage.posts("planned"), stage.posts("suppressed")) == ([], ["Hi"])


def test_two_schedulers_advance_each_run_once(crowd, cast):
    at = crowd.start + DAY
    counts, failures = [], []
    together = threading.Barrier(2)

    def schedule():
        try:
            together.wait(10)
            with scope.org(cast.org.id):
                moved = 0
                while claimed := advance_due(at=at, limit=7):
                    moved += claimed
                counts.append(moved)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    schedulers = [threading.Thread(target=schedule) for _ in range(2)]
    for one in schedulers:
        one.start()
    for one in schedulers:
        one.join(60)

    assert failures == []
    assert sum(counts) == CROWD
    everything_happened_once()


def test_a_due_run_that_another_process_holds_is_passed_over(crowd, cast):
    held = Run.objects.order_by("id").first()
    moved = []

    def schedule():
        with scope.org(cast.org.id):
            moved.append(advance_due(at=crowd.start + DAY))
        connection.close()

    with transaction.atomic():
        Run.objects.select_for_update().get(id=held.id)
        other = threading.Thread(target=schedule)
        other.start()
        other.join(30)

    assert moved == [CROWD - 1]
    assert Run.objects.get(id=held.id).state == "waiting"


KILLED = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from django.db import connection
from linli.kernel.orgs import scope
from linli.run.growth import verbs
from linli.run.playbooks.actions import advancing, writing

where, at, org = sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
real = getattr(writing, where, None)

def die(*given):
    real(*given)
    os.kill(os.getpid(), signal.SIGKILL)

if real is not None:
    setattr(writing, where, die)
with scope.org(org):
    while advancing.advance_due(at=at, limit=50):
        pass
"""


def scheduler_process(where, at, org):
    name = connection.settings_dict
    url = f"postgresql://{name['USER']}:{name['PASSWORD']}@/{name['NAME']}?host={name['HOST']}&port={name['PORT']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "linli.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", KILLED, where, at.isoformat(), str(org)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.kills
@pytest.mark.parametrize("where", ["_plan", "_write_visits", "_write_waits", "_write_runs"])
def test_a_scheduler_killed_in_the_middle_of_a_batch_loses_and_doubles_nothing(crowd, cast, where):
    at = crowd.start + DAY

    killed = scheduler_process(where, at, cast.org.id)
    after_kill = (
        Counter(Run.objects.values_list("state", flat=True)),
        Effect.objects.count(),
        Entry.objects.count(),
    )
    finished = scheduler_process("nowhere", at, cast.org.id)

    assert (killed.returncode, finished.returncode, finished.stderr) == (-9, 0, "")
    assert after_kill == ({"waiting": CROWD}, 0, 0)
    everything_happened_once()


def test_the_loop_wakes_runs_and_stops_when_told(crowd):
    Run.objects.update(wake_at=crowd.start)
    stop = threading.Event()
    failures = []

    def work():
        try:
            loop.run(stop)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(200):
        if not Run.objects.exclude(state="done").exists():
            break
        stop.wait(0.1)
    stop.set()
    worker.join(20)

    assert (failures, worker.is_alive()) == ([], False)
    everything_happened_once()
