"""What a simulation lets through, puts off and holds back is what the outbox does, message by message."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import dispatch, planning
from linli.connect.gateway.policy import parsing
from linli.run.playbooks.simulating.clock import Clock
from linli.run.playbooks.simulating.sending import Desk, Dropped, Later
from linli.run.playbooks.simulating.shapes import Intention, Place

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 4, tzinfo=UTC)  # Monday, noon in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")

messages = st.lists(
    st.tuples(
        st.integers(1, 300),
        st.sampled_from(("dm", "group", "mention_all")),
        st.sampled_from(("nurture", "promo", "content", "service")),
        st.sampled_from(("", "drop", "wait_slot")),
        st.sampled_from((None, 6, 40)),
        st.sampled_from((12, 48, 24 * 9)),
    ),
    min_size=1,
    max_size=14,
)


def moments(listed):
    at = START
    for gap, *rest in listed:
        at += timedelta(minutes=gap)
        yield at, *rest


def by_the_outbox(cast, listed):
    """Plan them all, then send as time goes on; what became of each, in order."""
    plans = [
        planning.Plan(
            key=f"m{number}",
            group=cast.group.id,
            member=cast.momo.id,
            payload=SendMessage("hello", mention_all=surface == "mention_all"),
            surface=surface,
            message_class=message_class,
            due_at=at,
            late_after=at + timedelta(hours=late),
            on_cap=on_cap,
            slot_wait=timedelta(hours=wait) if wait else None,
            origin=f"test:{number}",
        )
        for number, (at, surface, message_class, on_cap, wait, late) in enumerate(moments(listed))
    ]
    ids = planning.plan(plans, by=cast.by_lin, at=START)
    while waiting := Effect.objects.filter(state="planned").order_by("due_at").first():
        at = waiting.due_at
        dispatch.dispatch_round(clock=lambda at=at: at)
    kept = Effect.objects.in_bulk(ids)
    return [
        ("done", kept[id].started_at) if kept[id].state == "sent" else ("suppressed", _code(kept[id].reason))
        for id in ids
    ]


def by_the_desk(cast, listed):
    desk, clock = (
        Desk(lambda community: parsing.default(), lambda *asked: SHANGHAI, lambda *asked: ""),
        Clock(),
    )
    told = []
    for number, (at, surface, message_class, on_cap, wait, late) in enumerate(moments(listed)):
        one = Intention(
            at=at,
            run=number,
            place=Place(cast.momo.id, cast.group.id, cast.community.id),
            step="s",
            does="post",
            surface=surface,
            message_class=message_class,
            late_after=at + timedelta(hours=late),
            on_cap=on_cap,
            slot_wait=timedelta(hours=wait) if wait else None,
        )
        told.append(one)
        clock.set(at, lambda moment, one=one: attempt(desk, clock, one, moment))
    clock.run_until(START + timedelta(days=90))
    return [
        ("done", one.decided_at) if one.fate == "done" else ("suppressed", _code(one.reason)) for one in told
    ]


def attempt(desk, clock, one, at):
    verdict = desk.judge(one, at=at)
    if isinstance(verdict, Later):
        clock.set(verdict.until, lambda moment: attempt(desk, clock, one, moment))
    elif isinstance(verdict, Dropped):
        one.settle("suppressed", verdict.reason, at)
    else:
        one.settle("done", "", at)


def _code(reason):
    """A quiet hour names its surface in the outbox."""
    return reason.partition(":")[0] if reason.startswith("quiet_hours") else reason


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(listed=messages)
def test_the_desk_decides_as_the_outbox_does(stage, cast, listed):
    with transaction.atomic():
        seen = by_the_outbox(cast, listed)
        transaction.set_rollback(True)

    assert by_the_desk(cast, listed) == seen
