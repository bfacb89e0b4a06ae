"""What nobody finished, and what reading back shows."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import CapCounter, Effect
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import admission, claiming, dispatch, reconciling, recording, sweeping
from tests.connect.gateway.outbox.conftest import (
    NOON,
    a_plan,
    allow,
    effect,
    events,
    make_channel,
    planned,
    send,
)
from tests.connect.gateway.outbox.test_dispatch import ONE_A_DAY, says

LATER = NOON + timedelta(hours=1)


def begin(*plans):
    """Plan, claim and admit, as a process does that is then killed."""
    planned(*plans)
    return admission.admit(claiming.claim(at=NOON), at=NOON)


def reconcile(at):
    return reconciling.reconcile(clock=lambda: at)


def test_what_was_only_reserved_is_planned_again(channel):
    planned(a_plan())
    claiming.claim(at=NOON)

    assert sweeping.sweep(at=NOON + timedelta(minutes=4)) == 0
    assert sweeping.sweep(at=LATER) == 1

    assert send(LATER) == 1
    assert effect(Effect.objects.get().id).state == "sent"


def test_a_post_whose_sender_was_killed_becomes_unknown_and_is_announced(channel):
    [row] = begin(a_plan())

    sweeping.sweep(at=LATER)

    assert (effect(row.id).state, effect(row.id).reason) == ("unknown", "lease")
    assert [kind for kind, _data in events()] == ["effect.unknown"]


def test_a_receipt_whose_sender_was_killed_is_sent_again(channel):
    [row] = begin(a_plan(policy="at_least_once"))

    sweeping.sweep(at=LATER)
    send(LATER)

    assert (effect(row.id).state, effect(row.id).attempts) == ("sent", 2)


def test_a_receipt_that_kills_its_sender_every_time_is_shown_in_the_end(channel):
    [row] = begin(a_plan(policy="at_least_once"))
    Effect.objects.update(attempts=8)

    sweeping.sweep(at=LATER)

    assert effect(row.id).state == "unknown"


@pytest.mark.parametrize("policy", ["at_most_once", "at_least_once"])
def test_an_answer_that_comes_after_the_lease_still_counts(channel, policy):
    rows = begin(a_plan(policy=policy))
    sweeping.sweep(at=LATER)

    recording.record(rows, dispatch.perform(*dispatch.open_channel(channel.id), rows), at=LATER)

    assert effect(rows[0].id).state == "sent"
    assert send(LATER) == 0


def test_an_answer_to_an_older_try_changes_nothing_once_somebody_else_took_it_up(channel):
    rows = begin(a_plan(policy="at_least_once"))
    sweeping.sweep(at=LATER)
    claiming.claim(at=LATER)

    recording.record(rows, [recording.Sent("$old")], at=LATER)

    assert effect(rows[0].id).state == "reserved"
    assert events() == []


def test_what_became_too_late_while_it_waited_says_what_it_waited_for(channel):
    [id, other] = planned(
        a_plan("a", late_after=LATER), a_plan("b", late_after=LATER, due_at=NOON + timedelta(minutes=5))
    )
    Effect.objects.filter(id=id).update(waits_for="channel", reason="channel:paused")

    sweeping.sweep(at=LATER + timedelta(seconds=1))

    assert (effect(id).state, effect(id).reason) == ("suppressed", "late:channel:paused")
    assert effect(other).reason == "late"
    assert len(events("effect.suppressed")) == 2


def test_a_person_who_does_not_come_for_a_day_after_the_window_has_missed_it(org):
    make_channel("byhand")
    [id] = planned(a_plan(late_after=LATER))

    sweeping.sweep(at=LATER + timedelta(hours=24))
    assert effect(id).state == "awaiting_person"
    sweeping.sweep(at=LATER + timedelta(hours=24, seconds=1))

    assert (effect(id).state, effect(id).reason, effect(id).punctuality) == ("suppressed", "missed", "missed")


def test_reading_back_finds_what_arrived(channel):
    [id] = planned(a_plan(payload=SendMessage("lost but arrived")))
    send()

    assert reconcile(NOON) == 0
    assert reconcile(NOON + timedelta(seconds=10)) == 1

    assert (effect(id).state, effect(id).external_id) == ("sent", "$found")
    assert [kind for kind, _data in events()] == ["effect.unknown", "effect.sent"]


def test_what_never_arrived_has_failed_and_gives_its_cap_back(channel):
    allow(ONE_A_DAY)
    [id] = planned(says("lost for good"))
    send()

    reconcile(LATER)

    assert (effect(id).state, effect(id).reason) == ("failed", "never_arrived")
    assert CapCounter.objects.get().used == 0
    assert [kind for kind, _data in events()] == ["effect.unknown", "effect.failed"]


@pytest.mark.parametrize("text", ["lost", "lost and breaks"])
def test_what_nobody_can_tell_stays_unknown_and_is_read_back_ever_more_rarely_for_an_hour(channel, text):
    [id] = planned(says(text))
    send()
    looks, now = [], NOON
    while (now := effect(id).lease_until) is not None:
        looks.append(int((now - NOON).total_seconds()))
        assert reconcile(now) == 1

    assert looks == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120]
    assert (effect(id).state, effect(id).reason) == ("unknown", "cannot_tell")
    assert [kind for kind, _data in events()] == ["effect.unknown"]


def test_a_platform_that_cannot_be_read_back_leaves_the_decision_to_a_person(org):
    make_channel("slow")
    [row] = begin(a_plan())
    sweeping.sweep(at=LATER)

    reconcile(LATER)

    assert effect(row.id).state == "unknown"


def test_two_sweeps_at_once_touch_an_effect_once(channel):
    begin(a_plan())

    assert sweeping.sweep(at=LATER) + sweeping.sweep(at=LATER) == 1
    assert len(events()) == 1
