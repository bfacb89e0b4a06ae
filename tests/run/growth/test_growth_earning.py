"""Points for what people say in groups."""

from datetime import timedelta

import msgspec
import pytest

from linli.facts.moderation import SanctionApplied
from linli.kernel.events import log
from linli.kernel.orgs.models import AuditEntry
from linli.run.growth import reactions
from linli.run.growth.actions import setup
from linli.run.growth.models import Entry, Tally
from linli.run.growth.queries import ledger, proving
from tests.cast import MOMO, events_after
from tests.run.saying import message, said, say

GOOD = [f"今天读到第{number}章了,很喜欢" for number in range(40)]


def earned(cast):
    return ledger.get_funds(cast.su.id).available


def told(position):
    return [event for event in events_after(position) if event.kind == "points.awarded"]


def test_a_good_message_earns_a_point_and_says_why(cast):
    [event] = say(cast, GOOD[0])

    reactions.award_points_for_messages([event])

    entry = Entry.objects.get()
    assert (entry.reason, entry.amount, entry.rule_version, entry.ref) == ("message", 1, 1, "t-0")
    assert (entry.member_id, entry.at, str(entry.day)) == (cast.su.id, event.occurred_at, "2026-11-02")
    assert earned(cast) == 1
    [fact] = told(event.position)
    assert (fact.fact.points, fact.cause, fact.depth) == (1, event.id, 1)


def test_messages_that_arrive_twice_earn_once(cast):
    events = say(cast, *GOOD[:5])

    reactions.award_points_for_messages(events)
    reactions.award_points_for_messages(events)
    reactions.award_points_for_messages([*events, *events])

    assert (earned(cast), Entry.objects.count()) == (5, 5)
    assert [one.fact.points for one in told(events[-1].position)] == [5]
    assert proving.prove().differences == ()


def test_the_points_of_one_batch_are_told_together(cast):
    events = say(cast, *GOOD[:3])

    reactions.award_points_for_messages(events)

    first = Entry.objects.order_by("id").first()
    [fact] = told(events[-1].position)
    assert (fact.fact.entry, fact.fact.points, fact.fact.entries) == (first.id, 3, 3)


def test_one_minute_gives_one_point(cast):
    events = say(cast, *GOOD[:4], gap=timedelta(seconds=20))

    reactions.award_points_for_messages(events)

    assert earned(cast) == 2


def test_short_words_commands_and_repeats_earn_nothing(cast):
    events = say(cast, "好", "哈哈哈哈哈哈哈", "/points 今天的积分", "签到", GOOD[1], GOOD[1])

    reactions.award_points_for_messages(events)

    assert list(Entry.objects.values_list("ref", flat=True)) == ["t-4"]


def test_the_same_text_in_the_next_batch_earns_nothing(cast):
    reactions.award_points_for_messages(say(cast, GOOD[1]))

    later = say(cast, GOOD[1], GOOD[2], start=cast.at + timedelta(hours=3), prefix="u")
    reactions.award_points_for_messages(later)

    assert list(Entry.objects.order_by("id").values_list("ref", flat=True)) == ["t-0", "u-1"]


def test_a_day_is_capped_and_the_next_day_is_open(cast):
    reactions.award_points_for_messages(say(cast, *GOOD[:25]))
    assert earned(cast) == 20

    later = say(cast, *GOOD[25:30], prefix="v", start=cast.at + timedelta(hours=5))
    reactions.award_points_for_messages(later)
    assert earned(cast) == 20

    tomorrow = say(cast, *GOOD[30:33], prefix="u", start=cast.at + timedelta(hours=15))
    reactions.award_points_for_messages(tomorrow)
    assert earned(cast) == 23
    assert sorted(Tally.objects.values_list("day__day", "points")) == [(2, 20), (3, 3)]


def test_imported_history_programs_and_hidden_messages_earn_nothing(cast):
    events = say(cast, *GOOD[:3])
    imported = msgspec.structs.replace(events[0], origin="import")
    by_bot = msgspec.structs.replace(events[1], fact=msgspec.structs.replace(events[1].fact, is_bot=True))
    hidden = msgspec.structs.replace(events[2], fact=msgspec.structs.replace(events[2].fact, hidden=True))

    reactions.award_points_for_messages([imported, by_bot, hidden])

    assert Entry.objects.count() == 0


def test_each_member_has_their_own_minute(cast):
    at = cast.at + timedelta(hours=1)
    events = said(cast, message(GOOD[0], id="a", at=at), message(GOOD[0], id="b", at=at, who=MOMO))

    reactions.award_points_for_messages([one for one in events if one.kind == "message.posted"])

    assert sorted(Entry.objects.values_list("member_id", flat=True)) == sorted([cast.su.id, cast.momo.id])


def test_a_community_s_own_rule_goes_before_the_general_one(cast):
    setup.change_rule(
        trigger="message", community=cast.community.id, by=cast.by_lin, at=cast.at, points=3, day_cap=0
    )

    reactions.award_points_for_messages(say(cast, *GOOD[:2]))

    assert list(Entry.objects.values_list("amount", "rule_version")) == [(3, 2), (3, 2)]


def test_a_rule_switched_off_gives_nothing(cast):
    setup.change_rule(trigger="message", community=None, by=cast.by_lin, at=cast.at, is_active=False)

    reactions.award_points_for_messages(say(cast, *GOOD[:2]))

    assert Entry.objects.count() == 0
    entry = AuditEntry.objects.get(action="growth.rule_changed")
    assert (entry.before, entry.after) == ({"is_active": True}, {"is_active": False})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"version": 9}, 'An earning rule has nothing called "version" that could be changed.'),
        (
            {"ladder": [[3, 1], [1, 2]]},
            "A ladder is a list of [from day, points] with rising days, as [[1, 5], [7, 20]].",
        ),
    ],
)
def test_a_rule_cannot_be_changed_into_nonsense(cast, changes, sentence):
    with pytest.raises(setup.CannotChangeRule) as refused:
        setup.change_rule(trigger="check_in", community=None, by=cast.by_lin, at=cast.at, **changes)

    assert str(refused.value) == sentence
    assert AuditEntry.objects.filter(action="growth.rule_changed").count() == 0


def test_a_message_taken_out_of_the_group_loses_its_point(cast):
    [kept, recalled] = say(cast, *GOOD[:2])
    reactions.award_points_for_messages([kept, recalled])
    log.append_one(
        SanctionApplied(1, "recall", "t-1"),
        by=cast.by_lin,
        at=recalled.occurred_at,
        community=cast.community.id,
        group=cast.group.id,
        member=cast.su.id,
    )
    sanction = events_after(recalled.position)[-1]

    reactions.take_back_points_for_sanctions([sanction])
    reactions.take_back_points_for_sanctions([sanction])

    assert earned(cast) == 1
    assert Entry.objects.filter(kind="reversal").count() == 1
    assert Tally.objects.get().points == 1


def test_a_batch_costs_the_same_statements_whatever_its_size(cast, django_assert_max_num_queries):
    few, many = say(cast, *GOOD[:2]), say(cast, *GOOD[2:20], prefix="u", start=cast.at + timedelta(hours=4))
    reactions.award_points_for_messages(few)

    with django_assert_max_num_queries(14):
        reactions.award_points_for_messages(many)
