"""Stays and names as pure rules: tables first, then properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.members import rules
from linli.people.members.rules import TICK, Moment, Stay

START = datetime(2026, 11, 2, tzinfo=UTC)


def at(hour):
    return START + timedelta(hours=hour)


def stay(number, joined, left=None, reason="left"):
    return Stay(number, at(joined), None if left is None else at(left), "" if left is None else reason)


def moments(text):
    """ "J0 L5" as moments: in at 0, out at 5."""
    return [Moment(at(int(one[1:])), None if one[0] == "J" else "left") for one in text.split()]


@pytest.mark.parametrize(
    ("known", "heard", "after"),
    [
        ([], "J1", [stay(1, 1)]),
        ([], "J1 L2", [stay(1, 1, 2)]),
        ([], "J1 L2 J3", [stay(1, 1, 2), stay(2, 3)]),
        ([], "L2", []),
        ([], "L2 J3", [stay(1, 3)]),
        ([], "J1 J2 J3", [stay(1, 1)]),
        ([stay(1, 1, 2)], "J3", [stay(1, 1, 2), stay(2, 3)]),
        ([stay(1, 5)], "J1", [stay(1, 1)]),
        ([stay(1, 5)], "J1 L2", [stay(2, 1, 2), stay(1, 5)]),
        ([stay(1, 1)], "L2 J2", [stay(1, 1, 2), Stay(2, at(2) + TICK)]),
        ([], "J1 L1", [Stay(1, at(1), at(1) + TICK, "left")]),
        ([stay(1, 1, 9)], "L4", [stay(1, 1, 4)]),
        ([stay(1, 1, 9)], "L4 J6", [stay(1, 1, 4), stay(2, 6, 9)]),
        ([stay(1, 1, 2), stay(2, 5)], "", [stay(1, 1, 2), stay(2, 5)]),
    ],
)
def test_stays_follow_what_was_heard(known, heard, after):
    assert rules.revise(known, moments(heard)) == after


hours = st.integers(0, 12)
heard = st.lists(
    st.builds(
        lambda hour, reason: Moment(at(hour), reason), hours, st.sampled_from([None, "left", "kicked"])
    ),
    max_size=8,
)
histories = heard.map(lambda told: rules.revise([], told))


@given(histories, heard)
def test_telling_twice_changes_nothing(known, told):
    once = rules.revise(known, told)

    assert rules.revise(once, told) == once


@given(heard, st.randoms())
def test_the_order_of_telling_does_not_matter_within_a_batch(told, random):
    unique = {one.at: one for one in told}
    shuffled = list(unique.values())
    random.shuffle(shuffled)

    assert rules.revise([], shuffled) == rules.revise([], unique.values())


@given(histories, heard)
def test_stays_never_overlap_and_only_the_last_is_open(known, told):
    stays = rules.revise(known, told)

    assert [one.left_at is None for one in stays[:-1]] == [False] * len(stays[:-1])
    for earlier, later in zip(stays, stays[1:], strict=False):
        assert earlier.joined_at <= earlier.left_at <= later.joined_at


@given(histories, heard)
def test_known_stays_keep_their_numbers_and_numbers_are_unique(known, told):
    stays = rules.revise(known, told)

    numbers = [one.number for one in stays]
    assert sorted(numbers) == list(range(1, len(stays) + 1))
    for before in known:
        holder = next(one for one in stays if one.number == before.number)
        assert holder.joined_at <= before.joined_at
        assert holder.left_at is None or before.joined_at <= holder.left_at


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ([], [], []),
        ([stay(4, 1, 2)], [], [stay(1, 1, 2)]),
        ([stay(1, 1, 3)], [stay(1, 2, 5)], [stay(1, 1, 5)]),
        ([stay(1, 1, 9)], [stay(1, 2, 5, "kicked")], [stay(1, 1, 9)]),
        ([stay(1, 1, 2)], [stay(1, 4)], [stay(1, 1, 2), stay(2, 4)]),
        ([stay(1, 1)], [stay(1, 4, 5)], [stay(1, 1)]),
        ([stay(1, 1, 2)], [stay(1, 2, 3)], [stay(1, 1, 3)]),
    ],
)
def test_two_records_were_there_while_either_was(one, other, together):
    assert rules.union(one, other) == together


def covered(stays):
    """The half hours in which somebody was there."""
    halves = [START + timedelta(minutes=30 * n) for n in range(27)]
    return {
        half
        for half in halves
        if any(one.joined_at <= half and (one.left_at is None or half < one.left_at) for one in stays)
    }


@given(histories, histories)
def test_a_union_covers_exactly_what_either_covered(one, other):
    together = rules.union(one, other)

    assert covered(together) == covered(one) | covered(other)
    assert [stay.number for stay in together] == list(range(1, len(together) + 1))
    assert sum(stay.left_at is None for stay in together) <= 1


@given(histories, histories)
def test_a_merge_taken_back_at_once_restores_both(one, other):
    together = rules.union(one, other)
    late = at(100)

    assert rules.split(one, together, merged_at=late, joins=True) == one
    assert rules.split(other, together, merged_at=late, joins=False) == other


def test_who_left_after_a_merge_left_under_both_records():
    ours, theirs = [stay(1, 1)], [stay(1, 2)]
    present = [stay(1, 1, 8, "kicked"), stay(2, 9)]

    assert rules.split(ours, present, merged_at=at(5), joins=True) == present
    assert rules.split(theirs, present, merged_at=at(5), joins=False) == [stay(1, 2, 8, "kicked")]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("苏苏", "susu"),
        ("阿Su", "asu"),
        ("ＳＵ", "su"),
        (" Müller ", "müller"),
        ("🌊", "🌊"),
        ("", ""),
    ],
)
def test_names_are_sorted_by_how_they_sound(name, key):
    assert rules.sort_key(name) == key


@given(st.text(max_size=300))
def test_a_sort_key_always_fits(name):
    assert len(rules.sort_key(name)) <= rules.MAX_SORT_KEY


@pytest.mark.parametrize(
    ("said", "stored"), [("  老 读者 ", "老 读者"), ("ＶＩＰ", "VIP"), ("a\n b", "a b"), (" ", "")]
)
def test_tags_are_one_clean_line(said, stored):
    assert rules.clean_tag(said) == stored
