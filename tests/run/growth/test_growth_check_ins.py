"""Check-ins, from the group and from the phone page."""

from datetime import date, timedelta

import pytest

from linli.connect.gateway.models import Effect
from linli.kernel.orgs import actor
from linli.people.communities.models import Community
from linli.run.growth import reactions
from linli.run.growth.actions import checking_in, setup
from linli.run.growth.models import CheckIn, Entry
from linli.run.growth.queries import check_ins, ledger, proving
from tests.cast import MOMO, events_after
from tests.run.saying import message, said, say

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english(cast):
    Community.objects.update(language="en")


def by_phone(cast, at, member=None):
    member = member or cast.su
    return checking_in.check_in(
        member=member.id, community=cast.community.id, by=actor.member(member.id), at=at
    )


def test_saying_so_checks_in_pays_and_answers(cast):
    [event] = say(cast, "签到")

    reactions.check_in_from_chat([event])

    done = CheckIn.objects.get()
    assert (done.day, done.streak, done.points, done.via) == (date(2026, 11, 2), 1, 5, "chat")
    assert ledger.get_funds(cast.su.id).available == 5
    facts = [one for one in events_after(event.position) if one.kind in {"checkin.done", "points.awarded"}]
    assert [(one.kind, one.fact.points, one.cause) for one in facts] == [
        ("points.awarded", 5, event.id),
        ("checkin.done", 5, event.id),
    ]
    effect = Effect.objects.get()
    assert (effect.verb, effect.message_class, effect.target) == ("send_message", "service", "reading-1")
    assert effect.payload == {"text": "Checked in: day 1 in a row, +5 points", "reply_to": "t-0"}
    assert effect.cause == event.id
    assert effect.late_after == event.occurred_at + timedelta(minutes=10)


def test_the_second_check_in_on_a_day_earns_nothing_and_is_not_answered(cast):
    events = say(cast, "签到", "打卡")

    reactions.check_in_from_chat(events)
    reactions.check_in_from_chat(events)

    assert (CheckIn.objects.count(), Entry.objects.count(), Effect.objects.count()) == (1, 1, 1)


def test_a_streak_climbs_the_ladder(cast):
    results = [by_phone(cast, cast.at + number * DAY) for number in (0, 1, 2, 4)]

    assert [(one.streak, one.points) for one in results] == [(1, 5), (2, 5), (3, 10), (1, 5)]
    assert ledger.get_funds(cast.su.id).available == 25
    today = (cast.at + 4 * DAY).date()
    assert check_ins.get_streak([cast.su.id], community=cast.community.id, today=today) == 1
    assert check_ins.get_streak([cast.su.id], community=cast.community.id, today=today - DAY) == 3
    assert check_ins.days_checked_in(
        [cast.su.id], community=cast.community.id, first=today - DAY, last=today
    ) == [today]


def test_several_days_delivered_in_one_batch_make_a_streak(cast):
    events = say(cast, "签到", "打卡", "check in", gap=DAY)

    reactions.check_in_from_chat(events)

    assert list(CheckIn.objects.order_by("day").values_list("streak", flat=True)) == [1, 2, 3]


def test_the_day_is_the_community_s_and_not_utc_s(cast):
    late_evening = cast.at.replace(hour=15, minute=59)

    first = by_phone(cast, late_evening)
    second = by_phone(cast, late_evening + timedelta(minutes=1))

    assert [first.day, second.day] == [date(2026, 11, 2), date(2026, 11, 3)]
    assert (second.is_new, second.streak) == (True, 2)


def test_the_phone_tells_that_the_day_was_done(cast):
    reactions.check_in_from_chat(say(cast, "签到"))

    result = by_phone(cast, cast.at + timedelta(hours=2))

    assert result == checking_in.CheckInResult(False, date(2026, 11, 2), 1, 5)
    assert CheckIn.objects.get().via == "chat"


def test_the_phone_is_not_answered_in_the_group(cast):
    result = by_phone(cast, cast.at)

    assert result == checking_in.CheckInResult(True, date(2026, 11, 2), 1, 5)
    assert Effect.objects.count() == 0


def test_a_community_without_check_in_says_so(cast):
    setup.change_rule(
        trigger="check_in", community=cast.community.id, by=cast.by_lin, at=cast.at, is_active=False
    )

    with pytest.raises(checking_in.CheckInIsOff):
        by_phone(cast, cast.at)
    reactions.check_in_from_chat(say(cast, "签到"))

    assert (CheckIn.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_rule_that_does_not_answer_is_silent(cast):
    setup.change_rule(trigger="check_in", community=None, by=cast.by_lin, at=cast.at, is_replying=False)

    reactions.check_in_from_chat(say(cast, "签到"))

    assert (CheckIn.objects.count(), Effect.objects.count()) == (1, 0)


def test_a_ladder_may_start_with_nothing(cast):
    setup.change_rule(trigger="check_in", community=None, by=cast.by_lin, at=cast.at, ladder=[[3, 10]])

    reactions.check_in_from_chat(say(cast, "签到"))

    assert (CheckIn.objects.get().points, Entry.objects.count()) == (0, 0)
    assert Effect.objects.get().payload["text"] == "Checked in: day 1 in a row"


def test_two_members_in_one_batch(cast):
    at = cast.at + timedelta(hours=1)
    events = said(cast, message("签到", id="a", at=at), message("打卡", id="b", at=at, who=MOMO))

    reactions.check_in_from_chat([one for one in events if one.kind == "message.posted"])

    assert check_ins.count_on(date(2026, 11, 2), community=cast.community.id) == 2
    assert check_ins.streaks_of(
        [cast.su.id, cast.momo.id], community=cast.community.id, today=date(2026, 11, 3)
    ) == {cast.su.id: 1, cast.momo.id: 1}
    assert proving.prove().differences == ()
