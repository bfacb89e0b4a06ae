"""Two schedulers with one tick, and several people who start the same playbook for the same member."""

import threading

import pytest
from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.actions import beginning, tickers, ticking
from linli.run.playbooks.actions.beginning import Chosen
from linli.run.playbooks.models import Playbook, Run
from tests.run.playbooks.test_playbooks_schedules import HOUR, NINE, STEPS, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(cast, *works):
    """Do all of it at the same moment, each on a connection of its own; returns what each gave."""
    ready = threading.Barrier(len(works))
    given = [None] * len(works)

    def do(place, work):
        try:
            with scope.org(cast.org.id):
                ready.wait()
                given[place] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


@pytest.mark.parametrize(("subject", "runs"), [("group", 1), ("membership", 2), ("person", 2)])
def test_two_schedulers_make_one_run_of_a_tick(stage, cast, subject, runs):
    stage.publish(scheduled(subject=subject))
    tickers.sync(at=NINE - HOUR)

    at_once(cast, *[lambda: ticking.tick_due(at=NINE)] * 4)

    assert Run.objects.count() == runs
    assert ticking.tick_due(at=NINE + HOUR / 2) == 0


def test_of_several_who_start_it_for_one_member_one_does(stage, cast):
    head = "kind: playbook\nid: party\nsubject: person\nclass: service\ntrigger: {manual: true}\n"
    stage.publish(head + STEPS)
    playbook = Playbook.objects.get()

    def start(key):
        return beginning.start_runs(
            playbook=playbook,
            chosen=Chosen(members=(cast.momo.id,)),
            inputs={},
            key=key,
            by=cast.by_lin,
            at=NINE,
        )

    done = at_once(cast, *[lambda key=key: start(key) for key in "abcde"])

    assert sorted(one.started for one in done) == [0, 0, 0, 0, 1]
    assert sum(one.skipped.get("running", 0) for one in done) == 4
    assert Run.objects.count() == 1
