from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.measure.insights import rules

COUNTS = st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=60)


def test_nothing_out_of_nothing_is_unknown():
    assert rules.ratio(0, 0) is None
    assert rules.top_share([], 10) is None
    assert rules.gini([]) is None
    assert rules.absence_factor([]) is None


@pytest.mark.parametrize(
    ("people", "per_cent", "expected"),
    [(1, 10, 1), (9, 10, 1), (10, 10, 1), (29, 10, 2), (100, 1, 1), (2900, 1, 29)],
)
def test_the_busiest_are_rounded_down_but_never_nobody(people, per_cent, expected):
    assert rules.busiest(people, per_cent) == expected


def test_top_share_takes_the_largest_whatever_the_order():
    assert rules.top_share([1, 5, 2, 2], 1) == 0.5
    assert rules.top_share([1, 5, 2, 2], 10) == 1.0


@pytest.mark.parametrize(
    ("counts", "silent", "expected"),
    [([3, 3, 3], 0, 0.0), ([1, 3], 0, 0.25), ([0, 0, 0, 8], 0, 0.75), ([8], 3, 0.75), ([7], 0, 0.0)],
)
def test_gini_of_small_groups(counts, silent, expected):
    assert rules.gini(counts, silent=silent) == pytest.approx(expected, abs=1e-12)


@given(COUNTS, st.integers(min_value=0, max_value=20))
def test_gini_is_the_mean_difference_between_two_people(counts, silent):
    everybody = [*counts, *[0] * silent]
    total = sum(everybody)
    if not total:
        assert rules.gini(counts, silent=silent) is None
        return

    by_pairs = sum(abs(a - b) for a in everybody for b in everybody) / (2 * len(everybody) * total)

    assert rules.gini(counts, silent=silent) == pytest.approx(by_pairs, abs=1e-9)


def test_absence_factor_counts_the_people_who_made_half():
    assert rules.absence_factor([1000, 202, 90, 33, 332, 343, 42, 433]) == 2
    assert rules.absence_factor([5, 5]) == 1
    assert rules.absence_factor([4, 3, 3]) == 2
    assert rules.absence_factor([0, 0]) is None


def test_heat_counts_complete_weeks_against_the_first():
    daily = [2] * 7 + [1] * 7 + [9] * 3

    assert rules.heat_by_week(daily) == [1.0, 0.5]


def test_heat_is_unknown_when_the_first_week_was_silent():
    assert rules.heat_by_week([0] * 7 + [3] * 7) == [None, None]
    assert rules.heat_by_week([1] * 6) == []


def test_days_between_leaves_out_the_day_the_period_ends_on():
    days = rules.days_between(datetime(2026, 2, 27, 23), datetime(2026, 3, 1))

    assert days == [date(2026, 2, 27), date(2026, 2, 28)]
    assert rules.days_between(datetime(2026, 3, 1), datetime(2026, 3, 1)) == []
