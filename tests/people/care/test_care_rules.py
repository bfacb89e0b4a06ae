"""How valuable a silent member is, what to try next, and which days are to be remembered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.care import rules
from linli.people.care.rules import Way, Worth

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
counts = st.integers(0, 10_000)


def worth(**given):
    plain = {"messages": 0, "active_days": 0, "replies": 0, "relation": "stranger"}
    return Worth(**(plain | given))


def test_value_says_what_it_is_made_of():
    found = rules.value_of(worth(messages=50, active_days=15, replies=3, relation="trusted", points=250))

    assert found.total == 45
    assert found.reasons == (
        ("active_days", 15),
        ("relation", 15),
        ("messages", 10),
        ("replies", 3),
        ("points", 2),
    )


@given(counts, counts, counts, st.sampled_from(("stranger", "familiar", "trusted")), counts, st.booleans())
def test_value_is_between_nothing_and_a_hundred(messages, days, replies, relation, points, is_vip):
    found = rules.value_of(worth(messages=messages, active_days=days, replies=replies, relation=relation))

    assert 0 <= found.total <= 100
    assert found.total == sum(points for _, points in found.reasons)


@pytest.mark.parametrize(
    ("given", "tried", "way"),
    [
        ({}, (), Way.MESSAGE),
        ({}, ("message",), Way.TASK),
        ({"replies": 9}, ("message",), Way.ROLE),
        ({}, ("message", "task"), Way.GIFT),
        ({}, ("message", "task", "gift"), None),
    ],
)
def test_each_attempt_is_another_one_until_they_are_left_in_peace(given, tried, way):
    assert rules.suggest(worth(**given), tried) is way


@pytest.mark.parametrize(
    ("made_ago", "back_ago", "outcome"),
    [(3, None, "waiting"), (3, 1, "back"), (14, None, "waiting"), (15, None, "silent"), (40, 20, "silent")],
)
def test_who_comes_back_within_two_weeks_came_back(made_ago, back_ago, outcome):
    made = TODAY - timedelta(days=made_ago)
    back = None if back_ago is None else TODAY - timedelta(days=back_ago)

    assert rules.outcome(made_on=made, came_back_on=back, today=TODAY) == outcome


@pytest.mark.parametrize(
    ("joined", "today", "number"),
    [
        (date(2025, 11, 22), TODAY, -1),
        (date(2026, 8, 14), TODAY, 100),
        (date(2026, 11, 22), TODAY, None),
        (date(2024, 2, 29), date(2026, 2, 28), -2),
        (date(2024, 2, 29), date(2028, 2, 28), None),
        (date(2024, 2, 29), date(2028, 2, 29), -4),
    ],
)
def test_round_days_with_us(joined, today, number):
    assert rules.anniversary(joined, today) == number


@pytest.mark.parametrize(
    ("spoke_hours", "contact_hours", "target", "is_due"),
    [
        (5, None, 4, True),
        (3, None, 4, False),
        (5, 2, 4, False),
        (5, 9, 4, True),
        (200, None, 4, False),
        (5, None, None, False),
        (None, None, 4, False),
    ],
)
def test_an_answer_is_due_after_the_target_and_for_a_week(spoke_hours, contact_hours, target, is_due):
    def ago(hours):
        return None if hours is None else NOW - timedelta(hours=hours)

    found = rules.is_answer_due(
        spoke_at=ago(spoke_hours), contact_at=ago(contact_hours), hours=target, now=NOW
    )

    assert found is is_due
