"""What people decide about effects, what they read about them, and the trail of it."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import CapCounter, Channel, Effect, PausedSender
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import actions, queries
from linli.connect.gateway.outbox.queries import Search
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.models import AuditEntry, Organisation
from tests.connect.gateway.outbox.conftest import (
    COMMUNITY,
    NOON,
    OTHER_GROUP,
    SU,
    a_plan,
    allow,
    effect,
    events,
    make_channel,
    planned,
    send,
    states,
)
from tests.connect.gateway.outbox.test_dispatch import ONE_A_DAY, says

CHENG = actor.staff(3)
HOUR = timedelta(hours=1)


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("action", "subject", "actor"))


@pytest.mark.parametrize(("after", "expected"), [(HOUR, "on_time"), (3 * HOUR, "late")])
def test_what_a_person_did_is_sent_in_time_or_late(org, after, expected):
    make_channel("byhand")
    [id] = planned(a_plan(late_after=NOON + 2 * HOUR))

    actions.confirm_by_person(effect_id=id, by=CHENG, at=NOON + after)

    assert (effect(id).state, effect(id).punctuality) == ("sent", expected)
    assert [kind for kind, _data in events()] == ["effect.handed_over", "effect.sent"]
    assert trail() == [("effect.confirmed", f"effect:{id}", "staff:3")]


def test_what_was_done_cannot_be_done_again(org):
    make_channel("byhand")
    [id] = planned(a_plan())
    actions.confirm_by_person(effect_id=id, by=CHENG, at=NOON)

    with pytest.raises(actions.CannotSettle) as found:
        actions.skip_by_person(effect_id=id, reason="no need", by=CHENG, at=NOON)

    assert str(found.value) == "this effect is sent now; somebody or something was quicker"
    assert effect(id).state == "sent"
    assert [kind for kind, _data in events()] == ["effect.handed_over", "effect.sent"]
    assert len(trail()) == 1


def test_what_a_person_skipped_keeps_their_reason(org):
    make_channel("byhand")
    [id] = planned(a_plan())

    actions.skip_by_person(effect_id=id, reason="the talk is lively", by=CHENG, at=NOON)

    assert (effect(id).state, effect(id).reason) == ("suppressed", "skipped:the talk is lively")


def test_cancelling_reaches_only_what_is_not_on_its_way(channel):
    waiting, gone = planned(a_plan("a", due_at=NOON + HOUR), a_plan("b"))
    send()

    actions.cancel(effect_id=waiting, reason="typo", by=CHENG, at=NOON)
    with pytest.raises(actions.CannotSettle):
        actions.cancel(effect_id=gone, reason="typo", by=CHENG, at=NOON)

    assert states() == ["suppressed", "sent"]


def test_somebody_saw_that_it_arrived(channel):
    [id] = planned(says("lost"))
    send()

    actions.resolve_unknown(effect_id=id, was_sent=True, by=CHENG, at=NOON + HOUR)

    assert (effect(id).state, effect(id).reason) == ("sent", "seen_by_person")
    assert [kind for kind, _data in events()] == ["effect.unknown", "effect.sent"]


def test_somebody_saw_that_it_did_not_arrive_so_it_is_sent_again(channel):
    allow(ONE_A_DAY)
    [id] = planned(says("lost", late_after=NOON + HOUR))
    send()
    Effect.objects.update(payload={"text": "hello"})

    actions.resolve_unknown(effect_id=id, was_sent=False, by=CHENG, at=NOON + 2 * HOUR)
    send(NOON + 2 * HOUR)

    assert effect(id).state == "sent"
    assert CapCounter.objects.get().used == 1
    assert trail()[-1] == ("effect.resolved", f"effect:{id}", "staff:3")


def test_failed_effects_can_be_sent_again_together(channel):
    ids = planned(says("refuse"), says("refuse", group=OTHER_GROUP), says("hello"))
    send()
    Effect.objects.update(payload={"text": "hello"})

    assert actions.retry_failed(effect_ids=ids, by=CHENG, at=NOON) == 2

    send()
    assert states() == ["sent", "sent", "sent"]


def test_a_resumed_channel_sends_what_waited_for_it(channel):
    actions.pause_channel(channel_id=channel.id, reason="holiday", by=CHENG, at=NOON)
    planned(a_plan())
    send()

    actions.resume_channel(channel_id=channel.id, by=CHENG, at=NOON + HOUR)
    send(NOON + HOUR)

    assert states() == ["sent"]
    assert (Channel.objects.get().state, Channel.objects.get().state_reason) == ("active", "")
    assert [action for action, _s, _a in trail()] == ["channel.paused", "channel.resumed"]


def test_a_resumed_sender_sends_what_waited_for_it(channel):
    actions.pause_sender(sender="playbook x", reason="wrong text", by=CHENG, at=NOON)
    planned(a_plan(source="playbook x / a"))
    send()
    assert states() == ["planned"]

    actions.resume_sender(sender="playbook x", by=CHENG, at=NOON)
    send()

    assert states() == ["sent"]
    assert PausedSender.objects.count() == 0
    assert [kind for kind, _data in events()] == ["sending.paused", "sending.resumed", "effect.sent"]


def test_recent_effects_are_found_by_state_place_origin_and_text(channel):
    first, second = planned(
        a_plan("a", payload=SendMessage("周一早上好"), member=SU),
        a_plan("b", origin="rule:5", group=None, member=SU, surface="dm"),
    )

    def ids(**search):
        return [one.id for one in queries.recent_effects(Search(**search))]

    assert ids() == [second, first]
    assert ids(text="早上") == [first]
    assert ids(origin="rule:5") == [second]
    assert ids(community=COMMUNITY) == [first]
    assert ids(communities=[COMMUNITY + 1]) == []
    assert ids(state="sent") == []
    assert ids(member=SU, sender="run:1") == [first]


def test_another_organisation_sees_and_decides_nothing(channel):
    [id] = planned(says("lost"))
    send()
    zhou = Organisation.objects.create(name="Zhou", slug="zhou", created_at=NOON)

    with scope.org(zhou.id):
        assert list(queries.recent_effects()) == []
        assert queries.counts_by_state(since=NOON) == {}
        with pytest.raises(queries.NoSuchEffect):
            queries.get_effect(id)
        with pytest.raises(actions.CannotSettle):
            actions.resolve_unknown(effect_id=id, was_sent=True, by=CHENG, at=NOON)
        with pytest.raises(actions.NoSuchChannel):
            actions.pause_channel(channel_id=channel.id, reason="", by=CHENG, at=NOON)
        assert actions.retry_failed(effect_ids=[id], by=CHENG, at=NOON) == 0

    assert effect(id).state == "unknown"
    assert trail() == []


def test_what_waits_for_people_is_listed_for_its_assignee_and_for_nobody_else(org):
    make_channel("byhand")
    mine, anybodys, others, later = planned(
        a_plan("a", late_after=NOON + 2 * HOUR),
        a_plan("b", late_after=NOON + HOUR),
        a_plan("c"),
        a_plan("d", due_at=NOON + HOUR),
    )
    actions.assign(effect_id=mine, staff_id=3, by=CHENG, at=NOON)
    actions.assign(effect_id=others, staff_id=4, by=CHENG, at=NOON)

    found = [one.id for one in queries.assisted_effects(staff_id=3, at=NOON)]

    assert found == [anybodys, mine]
    assert later not in found


def test_states_are_counted_open_ones_always_ended_ones_since_a_moment(channel):
    planned(says("lost"), says("hello"), a_plan("z", due_at=NOON + HOUR))
    send()

    assert queries.counts_by_state(since=NOON) == {"planned": 1, "sent": 1, "unknown": 1}
    assert queries.counts_by_state(since=NOON + HOUR) == {"planned": 1, "unknown": 1}
    assert queries.counts_by_state(since=NOON, community=COMMUNITY + 1) == {}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "planned"}, "It is due on Nov. 23, 2026, noon."),
        ({"waits_for": "cap", "reason": "cap:dm-day"}, "The cap “dm-day” is used up. Next try on"),
        (
            {"state": "suppressed", "reason": "late:quiet_hours"},
            "It was not sent. It would have been too late: Quiet hours.",
        ),
        (
            {"state": "suppressed", "reason": "origin:left"},
            "It was not sent. What wanted it has ended (left).",
        ),
        (
            {"state": "suppressed", "reason": "unreachable:group_not_bound"},
            "It was not sent. The group is not bound to any channel.",
        ),
        ({"state": "suppressed", "reason": "of a later version"}, "It was not sent. of a later version"),
        (
            {"state": "failed", "reason": "refused:no such room"},
            "It failed. The platform refused: no such room.",
        ),
        (
            {"state": "unknown", "reason": "lease"},
            "Nobody can tell whether it arrived. Linli was stopped while sending it.",
        ),
        ({"state": "sent", "finished_at": NOON}, "Confirmed by the platform on"),
        ({"state": "sent", "punctuality": "late"}, "later than it should have been."),
        ({"state": "awaiting_person"}, "It waits for a person to do it."),
    ],
)
def test_every_effect_can_say_why(channel, change, sentence):
    [id] = planned(a_plan(source="playbook x / a"))
    Effect.objects.update(**change)

    said = queries.why(queries.get_effect(id))

    assert said[0].startswith("Planned on ")
    assert said[0].endswith(" by playbook x / a.")
    assert sentence in said[-1]


def test_the_number_of_tries_is_told(channel):
    [id] = planned(says("down"))
    send()
    send(NOON + HOUR)

    said = queries.why(queries.get_effect(id))

    assert said[1].startswith("Tried 2 times, last on ")
    assert said[2].startswith("The last try failed: no connection. Next try on ")
