"""Many dispatchers, planners and voiders at once on one database."""

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connections, transaction
from django.utils import timezone

from linli.connect.gateway.models import CapCounter, CapUse, Effect
from linli.connect.gateway.outbox import dispatch, loop, planning
from linli.kernel.orgs import scope
from tests.connect.gateway.outbox.conftest import (
    GROUP,
    LIN,
    MOMO,
    NOON,
    OTHER_GROUP,
    SU,
    a_plan,
    allow,
    effect,
    make_channel,
    planned,
    states,
)

ONE_EVER = """
kind: policy
caps:
  - {id: WORD, surface: group, unit: group, max: 1, window: WINDOW, applies_to: ["*"]}
on_cap: {content: drop}
"""


def together(count, work):
    """Run `work(n)` in so many threads that start at the same moment; each gives its connection back."""
    gate = threading.Barrier(count)

    def one(n):
        gate.wait(60)
        try:
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def send_one(_n):
    return dispatch.dispatch_round(clock=lambda: NOON, limit=1)


def test_two_hundred_senders_on_a_cap_of_one_send_exactly_one(channel):
    allow(ONE_EVER.replace("WORD", "day").replace("WINDOW", "{calendar: day}"))
    planned(*(a_plan(str(n), origin=f"run:{n}") for n in range(200)))

    taken = together(200, send_one)

    assert sum(taken) == 200
    assert Counter(states()) == {"sent": 1, "suppressed": 199}
    assert CapCounter.objects.get().used == CapUse.objects.count() == 1


def test_fifty_senders_on_a_rolling_cap_of_one_send_exactly_one(channel):
    allow(ONE_EVER.replace("WORD", "week").replace("WINDOW", "{rolling: 7d}"))
    planned(*(a_plan(str(n), origin=f"run:{n}") for n in range(50)))

    together(50, send_one)

    assert Counter(states()) == {"sent": 1, "suppressed": 49}


def test_eight_dispatchers_send_each_of_a_thousand_effects_once(org, tmp_path):
    """Caps of persons and groups are taken crosswise, so that wrong locking would show as a deadlock."""
    allow(
        "kind: policy\ncaps:\n"
        "  - {id: p, surface: group, unit: person, max: 9999, window: {calendar: day}}\n"
        "  - {id: g, surface: group, unit: group, max: 9999, window: {rolling: 7d}}\n"
        "on_cap: {content: drop}\n"
    )
    platform = tmp_path / "platform.jsonl"
    make_channel("recording", file=str(platform))
    planned(
        *(
            a_plan(
                str(n), group=(GROUP, OTHER_GROUP)[n % 2], member=(SU, MOMO)[n // 2 % 2], origin=f"run:{n}"
            )
            for n in range(1000)
        )
    )

    def work(_n):
        while dispatch.dispatch_round(clock=lambda: NOON, limit=40):
            pass

    together(8, work)

    arrived = Counter(json.loads(line)["effect"] for line in platform.read_text().splitlines())
    assert Counter(arrived.values()) == {1: 1000}
    assert set(states()) == {"sent"}
    assert sum(CapCounter.objects.filter(cap="p").values_list("used", flat=True)) == 1000
    assert CapUse.objects.filter(cap="g").count() == 1000


def test_planners_that_meet_on_a_key_agree_on_one_row(channel, org):
    def work(_n):
        with scope.org(org.id), transaction.atomic():
            return planning.plan([a_plan("same")], by=LIN, at=NOON)[0]

    ids = together(10, work)

    assert len(set(ids)) == 1
    assert Effect.objects.count() == 1


def test_what_is_voided_while_others_send_is_either_sent_or_suppressed_and_never_both(org, tmp_path):
    allow()
    platform = tmp_path / "platform.jsonl"
    make_channel("recording", file=str(platform))
    planned(*(a_plan(str(n), origin=f"run:{n % 4}") for n in range(400)))

    def work(n):
        if n >= 4:
            return dispatch.dispatch_round(clock=lambda: NOON, limit=100)
        time.sleep(0.02 * n)
        with scope.org(org.id), transaction.atomic():
            return planning.void(origin=f"run:{n}", reason="exited", at=NOON)

    together(8, work)

    lines = platform.read_text().splitlines() if platform.exists() else []
    arrived = {json.loads(line)["effect"] for line in lines}
    sent = set(Effect.objects.filter(state="sent").values_list("id", flat=True))
    assert sent == arrived
    assert len(lines) == len(sent)
    assert Effect.objects.filter(state="suppressed").count() == 400 - len(sent)


def test_the_loop_sends_what_is_planned_within_a_second_and_stops_when_told(channel):
    stop = threading.Event()
    worker = threading.Thread(target=loop.run, args=(stop,))
    worker.start()
    try:
        now = timezone.now()
        ids = planned(
            a_plan("now", due_at=now, message_class="service"),
            a_plan("soon", due_at=now + timedelta(seconds=1), message_class="service"),
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and states() != ["sent", "sent"]:
            time.sleep(0.02)
    finally:
        stop.set()
        worker.join(10)

    assert not worker.is_alive()
    assert states() == ["sent", "sent"]
    assert [(effect(id).started_at - effect(id).due_at) < timedelta(seconds=1.5) for id in ids] == [
        True,
        True,
    ]
