from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.measure.insights.newest_cohorts import SHOWN_COHORTS, Table, together
from linli.measure.insights.quiet import QuietGroup

MONDAY, NEXT = date(2026, 11, 2), date(2026, 11, 9)


def table(starts, sizes, cells):
    return Table(starts=starts, sizes=sizes, cells=cells)


def test_one_table_gives_its_own_shares():
    found = together([table([MONDAY, NEXT], [4, 2], [[4, 3, 1], [2, 1, None]])])

    assert [(one.start, one.size, one.shares[:3]) for one in found] == [
        (MONDAY, 4, (0.75, 0.25, None)),
        (NEXT, 2, (0.5, None, None)),
    ]


def test_communities_are_added_up_where_the_week_is_known_in_both():
    found = together([table([MONDAY], [4], [[4, 2, 1]]), table([MONDAY], [6], [[6, 3, None]])])

    assert (found[0].size, found[0].shares[:2]) == (10, (0.5, 0.25))


def test_a_week_that_nobody_knows_is_not_zero():
    found = together([table([MONDAY], [4], [[4, None]])])

    assert set(found[0].shares) == {None}


def test_no_table_gives_no_cohort():
    assert together([]) == ()


@given(
    st.lists(
        st.integers(1, 500).flatmap(
            lambda size: st.tuples(st.just(size), st.lists(st.integers(0, size) | st.none(), max_size=12))
        ),
        max_size=14,
    )
)
def test_shares_lie_between_nothing_and_everybody(rows):
    starts = [date.fromordinal(MONDAY.toordinal() + 7 * week) for week in range(len(rows))]

    found = together([table(starts, [size for size, _cells in rows], [cells for _size, cells in rows])])

    assert len(found) == min(len(rows), SHOWN_COHORTS)
    assert all(share is None or 0 <= share <= 1 for one in found for share in one.shares)


def group(**values):
    usual = {
        "group_id": 1,
        "name": "g",
        "community_id": 1,
        "community": "c",
        "messages": 10,
        "messages_before": 10,
        "joins": 1,
        "exits": 0,
        "active_a_day": 5.0,
        "last_message_at": None,
        "members": 50,
    }
    return QuietGroup(**(usual | values))


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        ({}, "steady"),
        ({"messages": 0, "exits": 9}, "silent"),
        ({"exits": 2}, "leaving"),
        ({"messages": 5}, "falling"),
        ({"messages": 6}, "steady"),
        ({"messages": 1, "messages_before": 0}, "steady"),
    ],
)
def test_the_sign_of_a_group_is_the_worst_that_can_be_said(values, sign):
    assert group(**values).sign == sign


@pytest.mark.parametrize(
    ("values", "activity"), [({}, 0.1), ({"members": 0}, None), ({"active_a_day": 80.0}, 1.0)]
)
def test_activity_is_a_share_of_the_members(values, activity):
    assert group(**values).activity == activity
