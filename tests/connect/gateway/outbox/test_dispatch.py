"""The checks before a send, and what each outcome leads to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from linli.connect.gateway.models import CapCounter, CapUse, Channel, Effect, PausedSender, RateBucket
from linli.connect.gateway.orders import RecallMessage, SendMessage
from linli.connect.gateway.outbox import admission, claiming, planning
from tests.connect.gateway.outbox.conftest import (
    FAR_AWAY,
    GROUP,
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

ONE_A_DAY = """
kind: policy
caps:
  - {id: group-day, surface: group, unit: group, max: 1, window: {calendar: day, zone: group},
     applies_to: ["*"]}
on_cap: {service: ignore_but_count, safety: ignore, promo: drop}
"""
TWO_A_WEEK = """
kind: policy
caps:
  - {id: dm-week, surface: dm, unit: person, max: 2, window: {rolling: 7d}, applies_to: [promo]}
on_cap: {promo: wait_slot}
"""


def says(text, **given):
    return a_plan(f"{text}{given}", payload=SendMessage(text), **given)


def test_a_due_effect_is_sent_and_announced(channel):
    [id] = planned(a_plan(member=SU))

    assert send() == 1

    found = effect(id)
    assert (found.state, found.external_id, found.attempts) == ("sent", f"$sent-{id}", 1)
    assert (found.started_at, found.finished_at, found.lease_until) == (NOON, NOON, None)
    assert events() == [
        ("effect.sent", {"effect": id, "verb": "send_message", "message": f"$sent-{id}", "target": "!11"})
    ]


def test_nothing_is_sent_before_it_is_due(channel):
    planned(a_plan(due_at=NOON + timedelta(seconds=1)))

    assert send() == 0
    assert send(NOON + timedelta(seconds=1)) == 1


def test_three_hundred_effects_take_no_more_than_seventy_queries(channel, django_assert_max_num_queries):
    allow()
    planned(*(a_plan(str(i), member=SU, origin=f"run:{i}") for i in range(300)))

    with django_assert_max_num_queries(70):
        assert send() == 300

    assert set(states()) == {"sent"}


def test_what_is_too_late_is_not_sent(channel):
    [id] = planned(a_plan(late_after=NOON))

    send(NOON + timedelta(seconds=1))

    assert (effect(id).state, effect(id).reason) == ("suppressed", "late")
    assert events() == [
        ("effect.suppressed", {"effect": id, "verb": "send_message", "reason": "late", "target": "!11"})
    ]


def test_an_origin_that_has_ended_sends_nothing(channel):
    ended, alive = planned(a_plan("a", origin="run:ended"), a_plan("b", origin="rule:ended"))

    send()

    assert (effect(ended).state, effect(ended).reason) == ("suppressed", "origin:left")
    assert effect(alive).state == "sent"


def test_a_guard_that_breaks_down_holds_up_its_own_effects_only(channel):
    unsure, sure = planned(a_plan("a", origin="broken:1"), a_plan("b"))

    send()

    assert (effect(unsure).state, effect(unsure).waits_for) == ("planned", "guard")
    assert effect(unsure).due_at == NOON + timedelta(minutes=5)
    assert effect(sure).state == "sent"


def test_what_is_voided_between_claim_and_check_is_not_sent(channel):
    planned(a_plan())

    claims = claiming.claim(at=NOON)
    with transaction.atomic():
        planning.void(origin="run:1", reason="exited", at=NOON)

    assert admission.admit(claims, at=NOON) == []
    assert states() == ["suppressed"]


def test_a_paused_channel_keeps_its_effects_waiting(channel):
    [id] = planned(a_plan())
    Channel.objects.update(state="paused")

    send()

    found = effect(id)
    assert (found.state, found.waits_for, found.reason) == ("planned", "channel", "channel:paused")
    assert found.due_at == NOON + timedelta(minutes=5)


def test_at_night_a_post_waits_for_the_morning_of_the_group(channel):
    eleven_pm = datetime(2026, 11, 23, 15, tzinfo=UTC)
    content, service = planned(a_plan("a"), a_plan("b", message_class="service"))

    send(eleven_pm)

    assert (effect(content).waits_for, effect(content).due_at) == (
        "quiet_hours",
        datetime(2026, 11, 24, 0, tzinfo=UTC),
    )
    assert effect(service).state == "sent"
    send(datetime(2026, 11, 24, 0, tzinfo=UTC))
    assert effect(content).state == "sent"


def test_a_night_longer_than_the_late_limit_suppresses_at_once(channel):
    eleven_pm = datetime(2026, 11, 23, 15, tzinfo=UTC)
    [id] = planned(a_plan(late_after=eleven_pm + timedelta(hours=3)))

    send(eleven_pm)

    assert (effect(id).state, effect(id).reason) == ("suppressed", "late:quiet_hours")


def test_a_direct_message_keeps_to_the_night_of_the_member(channel):
    """Noon in Shanghai is eleven at night in New York."""
    near, far = planned(
        *(a_plan(str(who), member=who, surface="dm", message_class="nurture") for who in (SU, FAR_AWAY))
    )

    send()

    assert effect(near).state == "sent"
    assert effect(far).due_at == datetime(2026, 11, 23, 14, tzinfo=UTC)


def test_quiet_hours_can_drop(channel):
    allow(
        'kind: policy\nquiet_hours: [{surface: group, from: "11:00", to: "13:00", applies_to: [promo],'
        " on_hit: drop}]"
    )
    promo, content = planned(a_plan("a", message_class="promo"), a_plan("b"))

    send()

    assert (effect(promo).state, effect(promo).reason) == ("suppressed", "quiet_hours:group")
    assert effect(content).state == "sent"


def test_recalling_never_waits_for_the_morning_nor_for_a_cap(channel):
    allow(ONE_A_DAY)
    night = datetime(2026, 11, 23, 18, tzinfo=UTC)
    planned(a_plan("a", payload=RecallMessage("$1")), a_plan("b", payload=RecallMessage("$2")))

    send(night)

    assert states() == ["sent", "sent"]


def test_a_full_cap_gives_each_waiting_post_a_day_of_its_own(channel):
    allow(ONE_A_DAY)
    ids = planned(*(a_plan(one) for one in "abc"), a_plan("elsewhere", group=OTHER_GROUP))

    send()

    assert [effect(id).state for id in ids] == ["sent", "planned", "planned", "sent"]
    assert [effect(id).due_at for id in ids[1:3]] == [
        datetime(2026, 11, 23, 16, tzinfo=UTC),
        datetime(2026, 11, 24, 16, tzinfo=UTC),
    ]
    assert (effect(ids[1]).waits_for, effect(ids[1]).reason) == ("cap", "cap:group-day")
    assert list(CapCounter.objects.order_by("unit").values_list("unit", "window", "used")) == [
        ("group:11", "day 2026-11-23", 1),
        ("group:12", "day 2026-11-23", 1),
    ]


def test_classes_differ_in_what_a_full_cap_means(channel):
    allow(ONE_A_DAY)
    service, safety, promo = planned(
        a_plan("a", message_class="service"),
        a_plan("b", message_class="safety"),
        a_plan("c", message_class="promo"),
    )

    send()

    assert effect(service).state == effect(safety).state == "sent"
    assert (effect(promo).state, effect(promo).reason) == ("suppressed", "cap:group-day")
    assert CapUse.objects.values_list("effect_id", flat=True).get() == service


def test_a_rolling_cap_opens_when_its_oldest_use_has_passed(channel):
    allow(TWO_A_WEEK)
    whisper = {"member": SU, "surface": "dm", "message_class": "promo"}
    planned(a_plan("a", **whisper))
    send()
    second, third, fourth = planned(*(a_plan(one, **whisper) for one in "bcd"))

    send(NOON + timedelta(hours=1))

    assert effect(second).state == "sent"
    assert effect(third).due_at == NOON + timedelta(days=7)
    assert effect(fourth).due_at == NOON + timedelta(days=7, hours=1)
    send(NOON + timedelta(days=7))
    assert [effect(id).state for id in (third, fourth)] == ["sent", "planned"]


def test_a_slot_that_falls_into_the_night_moves_to_the_morning(channel):
    allow(ONE_A_DAY + 'quiet_hours: [{surface: group, from: "23:00", to: "08:00"}]')
    _first, second = planned(a_plan("a"), a_plan("b"))

    send()

    assert effect(second).due_at == datetime(2026, 11, 24, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["refuse", "down", "limit 5"])
def test_what_certainly_reached_nobody_gives_its_cap_back(channel, text):
    allow(ONE_A_DAY)
    planned(says(text), says("hello"))

    send()
    send()

    assert CapUse.objects.count() == 0
    assert CapCounter.objects.get().used == 0


def test_what_may_have_arrived_keeps_its_cap(channel):
    allow(ONE_A_DAY)
    planned(says("lost"))

    send()

    assert CapCounter.objects.get().used == 1


def test_a_second_try_of_what_may_have_arrived_needs_no_second_cap(channel):
    allow(ONE_A_DAY)
    [id] = planned(says("lost", policy="at_least_once"))
    send()
    Effect.objects.update(payload={"text": "hello"})

    send(NOON + timedelta(seconds=5))

    assert effect(id).state == "sent"
    assert CapCounter.objects.get().used == 1


def test_a_refusal_is_final_and_announced(channel):
    [id] = planned(says("refuse"))

    send()

    assert (effect(id).state, effect(id).reason) == ("failed", "refused:no such room")
    assert effect(id).finished_at == NOON
    assert events() == [
        (
            "effect.failed",
            {"effect": id, "verb": "send_message", "reason": "refused:no such room", "target": "!11"},
        )
    ]


def test_a_refused_account_closes_the_channel(channel):
    planned(says("logout"), a_plan("next", due_at=NOON + timedelta(minutes=1)))

    send()
    send(NOON + timedelta(minutes=1))

    found = Channel.objects.get()
    assert (found.state, found.state_reason) == ("needs_login", "the token was revoked")
    assert states() == ["failed", "planned"]


def test_without_a_connection_it_is_tried_again_later_each_time_and_given_up_after_eight(channel):
    [id] = planned(says("down"))
    delays, now = [], NOON
    for _ in range(8):
        send(now)
        delays.append(int((effect(id).due_at - now).total_seconds()))
        now = effect(id).due_at

    assert delays == [5, 10, 20, 40, 80, 160, 320, 0]
    assert (effect(id).state, effect(id).reason) == ("failed", "gave_up:no connection")
    assert [kind for kind, _data in events()] == ["effect.failed"]


def test_without_an_answer_a_post_is_unknown_and_never_sent_again(channel):
    [id] = planned(says("lost"))

    send()
    send(NOON + timedelta(days=1))

    assert (effect(id).state, effect(id).reason, effect(id).attempts) == ("unknown", "no_answer:timed out", 1)
    assert events() == [("effect.unknown", {"effect": id, "verb": "send_message", "target": "!11"})]


def test_without_an_answer_a_receipt_is_sent_again(channel):
    [id] = planned(says("lost", policy="at_least_once"))

    send()

    assert (effect(id).state, effect(id).waits_for) == ("planned", "retry")
    assert effect(id).due_at == NOON + timedelta(seconds=5)


@pytest.mark.parametrize("text", ["break", "forget"])
def test_an_adapter_that_breaks_down_leaves_its_orders_unknown(channel, text):
    planned(says(text), says("hello"))

    send()

    assert states() == ["unknown", "unknown"]


def test_a_limit_of_the_platform_silences_the_group_until_it_ends(channel):
    limited, other, elsewhere = planned(
        says("limit 30"), says("hello", due_at=NOON + timedelta(seconds=1)), a_plan("e", group=OTHER_GROUP)
    )

    send()
    send(NOON + timedelta(seconds=1))

    assert (effect(limited).state, effect(limited).attempts) == ("planned", 0)
    assert effect(limited).due_at == NOON + timedelta(seconds=30)
    assert (effect(other).waits_for, effect(other).due_at) == ("rate", NOON + timedelta(seconds=30))
    assert effect(elsewhere).state == "sent"


def test_limits_on_two_groups_silence_the_account(channel):
    planned(says("limit 30"), says("limit 20", group=OTHER_GROUP))

    send()

    bucket = RateBucket.objects.get()
    assert (bucket.target, bucket.blocked_until) == ("", NOON + timedelta(seconds=30))


def test_a_slow_group_gets_one_message_after_the_other(org):
    allow()
    make_channel("slow")
    ids = planned(*(a_plan(str(i)) for i in range(4)))

    send()

    assert [effect(id).state for id in ids] == ["sent", "planned", "planned", "planned"]
    assert [effect(id).due_at - NOON for id in ids[1:]] == [timedelta(seconds=n / 2) for n in (1, 2, 3)]


def test_a_slow_platform_never_gets_more_than_it_allows_in_a_second(org):
    allow()
    make_channel("slow")
    planned(*(a_plan(str(i), group=GROUP if i % 2 else OTHER_GROUP) for i in range(24)))
    moments = [NOON + timedelta(milliseconds=50 * i) for i in range(200)]

    for moment in moments:
        send(moment)

    sent = sorted(Effect.objects.filter(state="sent").values_list("finished_at", "target"))
    assert len(sent) == 24
    for moment in moments:
        inside = [target for at, target in sent if moment <= at < moment + timedelta(seconds=1)]
        assert len(inside) <= 10
        assert inside.count("!11") <= 2


def test_an_organisation_may_send_more_slowly_than_the_adapter_would(org):
    allow("kind: policy\nchannel_rates: [{connector: slow, per_account: 1/min, per_group: 1/h}]")
    make_channel("slow")
    ids = planned(*(a_plan(str(i), group=group) for i, group in enumerate((GROUP, GROUP, OTHER_GROUP))))

    send()

    assert [effect(id).state for id in ids] == ["sent", "planned", "planned"]
    assert [effect(id).due_at - NOON for id in ids[1:]] == [timedelta(hours=1), timedelta(minutes=2)]


def test_a_flood_of_one_sender_does_not_hold_up_the_others(channel):
    allow()
    planned(*(a_plan(str(i), origin="broadcast:1") for i in range(500)))
    late = NOON + timedelta(seconds=1)
    welcome, warning = planned(
        a_plan("w", due_at=late), a_plan("s", message_class="safety", origin="broadcast:1", due_at=late)
    )

    send(late, limit=20)

    assert effect(welcome).state == effect(warning).state == "sent"
    assert Effect.objects.filter(state="sent").count() < 30


def test_higher_priority_goes_first_within_a_round(channel):
    low, high = planned(a_plan("a", priority=10), a_plan("b", priority=90))

    send()

    assert [data["effect"] for _kind, data in events()] == [high, low]


def test_a_sender_that_mostly_fails_is_stopped_and_the_others_go_on(channel):
    allow("kind: policy")
    planned(*(says(f"hello {i}", source="playbook x / a") for i in range(16)))
    planned(*(a_plan(f"r{i}", payload=SendMessage("refuse"), source="playbook x / b") for i in range(4)))
    send()
    next_of_x, of_y = planned(a_plan("x", source="playbook x / a"), a_plan("y", source="playbook y / a"))

    send()

    paused = PausedSender.objects.get()
    assert (paused.sender, paused.reason) == ("playbook x", "breaker:4/20")
    assert (effect(next_of_x).state, effect(next_of_x).waits_for) == ("planned", "sender")
    assert effect(of_y).state == "sent"
    assert events("sending.paused") == [
        ("sending.paused", {"sender": "playbook x", "reason": "breaker:4/20"})
    ]


def test_one_failure_among_few_stops_nobody(channel):
    allow("kind: policy")
    planned(says("refuse"), *(says(f"hello {i}") for i in range(3)))

    send()

    assert PausedSender.objects.count() == 0


def test_a_channel_whose_secrets_do_not_open_is_closed_and_loses_nothing(channel):
    Channel.objects.update(secrets="not sealed by us")
    planned(a_plan())

    send()

    assert states() == ["planned"]
    assert Channel.objects.get().state == "needs_login"


def test_a_stored_payload_of_another_version_fails_alone(channel):
    bad, good = planned(a_plan("a"), a_plan("b"))
    Effect.objects.filter(id=bad).update(payload={"words": "hello"})

    send()

    assert effect(bad).state == "failed"
    assert effect(bad).reason.startswith("refused:the stored payload cannot be read: ")
    assert effect(good).state == "sent"


def test_a_plan_may_say_itself_what_a_full_cap_means(channel):
    allow(ONE_A_DAY)
    first, dropped, patient, hasty = planned(
        says("first"),
        says("dropped", on_cap="drop"),
        says("patient", on_cap="wait_slot", slot_wait=timedelta(days=2)),
        says("hasty", on_cap="wait_slot", slot_wait=timedelta(hours=2)),
    )

    send()

    assert effect(first).state == "sent"
    assert (effect(dropped).state, effect(dropped).reason) == ("suppressed", "cap:group-day")
    assert (effect(patient).state, effect(patient).waits_for) == ("planned", "cap")
    assert (effect(hasty).state, effect(hasty).reason) == ("suppressed", "no_slot:cap:group-day")
