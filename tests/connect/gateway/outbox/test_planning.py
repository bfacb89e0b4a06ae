"""What a plan becomes: a row that is due, a row that waits for a person, or a row that says why not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from linli.connect.gateway.models import Address, Channel, Effect
from linli.connect.gateway.orders import CallUrl, KickMember, MuteMember, RecallMessage, SendMessage
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import CannotPlan
from linli.facts.communities import CommunityOpened
from linli.kernel.events import event as envelopes
from tests.connect.gateway.outbox.conftest import (
    COMMUNITY,
    GROUP,
    LIN,
    NOON,
    STRANGER,
    SU,
    UNBOUND_GROUP,
    a_plan,
    effect,
    events,
    make_channel,
    planned,
    states,
)


def test_a_plan_becomes_a_row_with_its_channel_and_address(channel):
    [id] = planned(a_plan(source="playbook welcome / step hi", member=SU))

    found = effect(id)
    assert (found.state, found.channel_id, found.target, found.person) == (
        "planned",
        channel.id,
        "!11",
        "@77",
    )
    assert (found.verb, found.payload) == ("send_message", {"text": "hello"})
    assert (found.community_id, found.group_id, found.member_id) == (COMMUNITY, GROUP, SU)
    assert (found.sender, found.source) == ("playbook welcome", "playbook welcome / step hi")
    assert found.planned_at == NOON


def test_planning_the_same_key_again_returns_the_first_row(channel):
    first = planned(a_plan("a"), a_plan("b"))

    again = planned(a_plan("b", payload=SendMessage("other")), a_plan("c"), a_plan("c"))

    assert again[0] == first[1]
    assert again[1] == again[2]
    assert Effect.objects.count() == 3
    assert effect(first[1]).payload == {"text": "hello"}


def test_a_transaction_that_fails_plans_nothing(channel):
    with transaction.atomic():
        planning.plan([a_plan()], by=LIN, at=NOON)
        transaction.set_rollback(True)

    assert Effect.objects.count() == 0


def test_a_thousand_plans_take_five_queries(channel, django_assert_num_queries):
    plans = [a_plan(str(i), member=SU) for i in range(1000)]

    with transaction.atomic(), django_assert_num_queries(5):
        ids = planning.plan(plans, by=LIN, at=NOON)

    assert len(set(ids)) == 1000


def test_an_unbound_group_is_a_suppressed_row_and_an_event(channel):
    [id] = planned(a_plan(group=UNBOUND_GROUP))

    assert (effect(id).state, effect(id).reason) == ("suppressed", "unreachable:group_not_bound")
    assert effect(id).finished_at == NOON
    assert events() == [
        (
            "effect.suppressed",
            {"effect": id, "verb": "send_message", "reason": "unreachable:group_not_bound"},
        )
    ]


def test_muting_names_the_person_on_that_channel(channel):
    until = datetime(2026, 11, 24, tzinfo=UTC)

    [id] = planned(a_plan(member=SU, payload=MuteMember("", until)))

    assert effect(id).person == "@77"
    assert effect(id).payload == {"person": "@77", "until": "2026-11-24T00:00:00Z"}


def test_nobody_knows_how_to_reach_a_stranger(channel):
    kick, whisper = planned(
        a_plan("kick", member=STRANGER, payload=KickMember("")),
        a_plan("whisper", member=STRANGER, group=None, surface="dm"),
    )

    assert effect(kick).reason == "unreachable:person_unknown"
    assert effect(whisper).reason == "unreachable:person_unknown"


def test_a_direct_message_goes_to_the_person_on_the_channel_of_the_group(channel):
    other = make_channel("null")

    beside, anywhere = planned(
        a_plan("a", member=SU, surface="dm"), a_plan("b", member=SU, surface="dm", group=None)
    )

    assert (effect(beside).channel_id, effect(beside).target, effect(beside).person) == (
        channel.id,
        "@77",
        "@77",
    )
    assert effect(beside).community_id == COMMUNITY
    assert effect(anywhere).channel_id == channel.id != other.id


def test_a_group_on_two_platforms_is_reached_where_linli_can_send_alone(org):
    make_channel("byhand")
    able = make_channel("null")

    [id] = planned(a_plan())

    assert effect(id).channel_id == able.id


def test_where_nothing_is_sent_unattended_a_person_is_asked(org):
    make_channel("byhand")

    now, later = planned(a_plan("a"), a_plan("b", late_after=NOON + timedelta(hours=2)))

    assert (effect(now).state, effect(now).policy) == ("awaiting_person", "assisted")
    assert effect(now).window_ends_at == NOON + timedelta(hours=24)
    assert effect(later).window_ends_at == NOON + timedelta(hours=2)


def test_recalling_on_a_platform_that_cannot_is_work_for_a_person(org):
    make_channel("byhand")

    [id] = planned(a_plan(payload=RecallMessage("$1")))

    assert effect(id).state == "awaiting_person"


def test_a_text_the_platform_would_cut_is_not_sent_at_all(org):
    make_channel("byhand")

    [id] = planned(a_plan(payload=SendMessage("七个字就太长了")))

    assert (effect(id).state, effect(id).reason) == ("suppressed", "too_long:21/20")


def test_a_channel_whose_adapter_is_gone_reaches_nobody(org):
    gone = Channel.objects.create(adapter="gone", name="old", created_at=NOON)
    Address.objects.create(channel=gone, external="!1", group_id=GROUP, first_seen_at=NOON)

    [id] = planned(a_plan())

    assert effect(id).reason == "unreachable:no_adapter"


def test_mentioning_everybody_is_its_own_surface(channel):
    [id] = planned(a_plan(payload=SendMessage("hi", mention_all=True)))

    assert effect(id).surface == "mention_all"


def test_the_character_nul_is_left_out(channel):
    [id] = planned(a_plan(payload=SendMessage("a\x00b \\u0000")))

    assert effect(id).payload == {"text": "ab \\u0000"}


def test_safety_and_service_wait_in_their_own_lanes(channel):
    ids = planned(*(a_plan(one, message_class=one) for one in ("safety", "service", "content", "promo")))

    assert [effect(id).lane < 16 for id in ids] == [True, True, False, False]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"message_class": "spam"},
            "'spam' is no class of the outbox; use one of safety, service, content, nurture, promo",
        ),
        ({"surface": "wall"}, "'wall' is no surface of the outbox; use one of group, dm, mention_all"),
        (
            {"policy": "twice"},
            "'twice' is no policy of the outbox; use one of at_most_once, at_least_once, assisted",
        ),
        ({"key": "x" * 201}, "a plan needs a key of 1 to 200 characters"),
        ({"origin": ""}, "a plan needs an origin of 1 to 80 characters"),
        ({"due_at": datetime(2026, 11, 23)}, "the times of a plan need a zone"),
        ({"surface": "dm"}, "a direct message needs a member"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_and_nothing_is_written(channel, wrong, sentence):
    with pytest.raises(CannotPlan) as found:
        planned(a_plan("fine"), a_plan(**wrong))

    assert str(found.value) == sentence
    assert Effect.objects.count() == 0


def test_an_effect_remembers_the_event_that_led_to_it_and_nothing_follows_the_ninth(channel):
    cause = an_event(depth=3)

    with envelopes.because_of(cause):
        [id] = planned(a_plan())

    assert (effect(id).cause, effect(id).depth) == (cause.id, 3)
    with envelopes.because_of(an_event(depth=8)), pytest.raises(envelopes.TooDeep):
        planned(a_plan("b"))
    assert Effect.objects.count() == 1


def test_voiding_an_origin_suppresses_what_nobody_has_begun(channel):
    planned(a_plan("a", origin="run:1"), a_plan("b", origin="run:1"), a_plan("c", origin="run:2"))
    sending = Effect.objects.earliest("id")
    Effect.objects.filter(id=sending.id).update(state="sending")

    with transaction.atomic():
        count = planning.void(origin="run:1", reason="exited", at=NOON)

    assert count == 1
    assert states() == ["sending", "suppressed", "planned"]
    assert Effect.objects.get(state="suppressed").reason == "origin:exited"
    assert [kind for kind, _data in events()] == ["effect.suppressed"]


def test_many_origins_are_voided_at_once_each_for_its_reason(channel):
    ids = planned(*(a_plan(one, origin=f"run:{one}") for one in "abc"))

    with transaction.atomic():
        assert planning.void_all({"run:a": "left", "run:b": "stopped"}, at=NOON) == 2

    assert [effect(id).reason for id in ids] == ["origin:left", "origin:stopped", ""]


def test_plans_of_one_call_may_have_different_causes(channel):
    causes = [envelopes.Cause(UUID(int=n), n) for n in (1, 2)]

    ids = planned(*(a_plan(str(one.depth), cause=one) for one in causes))

    assert [(effect(id).cause, effect(id).depth) for id in ids] == [(UUID(int=1), 1), (UUID(int=2), 2)]


def an_event(depth):
    return envelopes.Event(
        position=1,
        id=UUID(int=5),
        org=1,
        kind="community.opened",
        occurred_at=NOON,
        recorded_at=NOON,
        community=None,
        group=None,
        member=None,
        actor="system",
        origin="automation",
        cause=None,
        depth=depth,
        key=None,
        fact=CommunityOpened(name="x"),
    )


def test_what_is_withheld_is_written_down_and_not_sent(channel):
    [id] = planned(a_plan(withheld="holdout"))

    assert (effect(id).state, effect(id).reason, effect(id).finished_at) == ("suppressed", "holdout", NOON)
    assert [kind for kind, _data in events()] == ["effect.suppressed"]


def test_a_call_without_a_program_to_call_goes_nowhere(channel):
    [id] = planned(a_plan(payload=CallUrl("https://shop.example/hook", {"order": 3}), group=None))

    assert (effect(id).state, effect(id).reason) == ("suppressed", "unreachable:no_webhook")
    assert effect(id).target == "shop.example"
