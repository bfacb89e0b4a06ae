from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.measure.insights.metrics import active
from linli.measure.insights.metrics.metric import Period, whole_days
from tests.measure.insights.histories import at, history, record

WEEK = Period(at("2026-03-01"), at("2026-03-08"))


def test_actives_are_distinct_people_and_windows_trail():
    with history(
        "2026-02-27|cheng",
        "2026-03-01 00:00|su",
        "2026-03-01 23:59|su",
        "2026-03-02|momo|reaction",
        "2026-03-02|momo",
        "2026-03-03|zhou|join",
    ) as activity:
        found = active.active_members(activity, WEEK)

    assert found.series["dau"] == [1, 1, 0, 0, 0, 0, 0]
    assert found.series["wau"] == [2, 3, 3, 3, 3, 2, 2]
    assert found.series["mau"] == [2, 3, 3, 3, 3, 3, 3]
    assert found.value == pytest.approx(2 / 7)
    assert found.parts == {"dau": 0, "wau": 2, "mau": 3}


def test_operators_and_bots_are_not_active():
    robot = record("2026-03-02", "robot", is_bot=True)
    with history("2026-03-01|lin", robot, operators={"lin"}) as activity:
        assert active.active_members(activity, WEEK).value == 0


def test_activity_rate_divides_by_the_mean_size():
    with history("2026-02-01|su|join", "2026-02-01|momo|join", "2026-03-05 12:00|momo") as activity:
        found = active.activity_rate(activity, WEEK)

    assert (found.numerator, found.denominator, found.value) == (1, 2.0, 0.5)
    assert found.parts == {"daily": pytest.approx(1 / 14), "thirty_day": 0.5}


def test_activity_rate_of_nobody_is_unknown():
    with history() as activity:
        assert active.activity_rate(activity, WEEK).value is None
        assert active.stickiness(activity, WEEK).value is None
        assert active.active_members(activity, WEEK).value == 0


def test_stickiness_is_mean_daily_over_monthly_actives():
    with history("2026-03-01|su", "2026-03-02|su", "2026-03-02|momo", "2026-03-07|su") as activity:
        found = active.stickiness(activity, WEEK)

    assert found.numerator == pytest.approx(4 / 7)
    assert (found.denominator, found.value) == (2, pytest.approx(2 / 7))


def test_whole_days_cover_the_first_and_last_instant():
    assert whole_days(at("2026-02-28 23:59"), at("2026-03-01 00:00")) == Period(
        at("2026-02-28"), at("2026-03-02")
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 80)), min_size=1, max_size=40),
    st.sampled_from([1, 2, 7, 30]),
)
def test_trailing_windows_equal_counting_by_hand(deeds, window):
    first = date(2026, 2, 20)
    days = [first + timedelta(days=n) for n in range(-1, 85)]
    with history(*(f"{first + timedelta(days=day)} 12:00|p{who}" for who, day in deeds)) as activity:
        found = active.trailing(activity, days, window)

    by_hand = [len({who for who, day in deeds if 0 <= (today - first).days - day < window}) for today in days]
    assert found == by_hand
