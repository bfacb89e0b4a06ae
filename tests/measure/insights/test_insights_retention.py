import pytest

from linli.measure.insights.metrics import cohorts, retention
from linli.measure.insights.metrics.metric import Period
from tests.measure.insights.histories import at, history

JANUARY = Period(at("2026-01-01"), at("2026-02-01"))
STORY = (
    "2026-01-01 12:00|su|join",
    "2026-01-01 12:00|momo|join",
    "2026-01-31 12:00|cheng|join",
    "2026-01-02 12:00|su",
    "2026-01-09 11:59|su",
    "2026-01-15 11:59|momo",
    "2026-01-15 11:59|momo|leave",
    "2026-01-15 12:00|su",
    "2026-02-07 12:00|cheng",
)


def by_day(metric):
    columns = [metric.series[name] for name in ("cohort", "retained", "still_in")]
    return dict(zip(metric.series["day"], zip(*columns, strict=True), strict=True))


def test_retention_needs_activity_in_the_seven_days_and_membership():
    with history(*STORY) as activity:
        found = retention.retention(activity, JANUARY, known_until=at("2026-02-20"))

    assert by_day(found) == {
        1: (3, 2, 3),
        7: (3, 3, 3),
        14: (2, 1, 1),
        30: (2, 0, 1),
        60: (0, 0, 0),
        90: (0, 0, 0),
    }
    assert (found.value, found.numerator, found.denominator) == (1.0, 3, 3)
    assert found.series["rate"] == [pytest.approx(2 / 3), 1.0, 0.5, 0.0, None, None]
    assert found.basis == "join"


def test_the_young_are_left_out_until_their_days_are_over():
    with history(*STORY) as activity:
        before = retention.retention(activity, JANUARY, known_until=at("2026-02-14 11:59"))
        over = retention.retention(activity, JANUARY, known_until=at("2026-02-14 12:00"))

    assert (by_day(before)[7], by_day(over)[7]) == ((2, 2, 2), (3, 3, 3))


def test_who_came_before_the_source_began_is_in_no_cohort():
    with history("2026-01-01|su|join", "2026-01-05|momo|leave", "2026-01-06|momo|join") as activity:
        found = retention.retention(activity, JANUARY, known_until=at("2026-03-01"))

    assert by_day(found)[1] == (1, 0, 1)


def test_without_joins_the_first_message_is_the_join():
    with history("2026-01-01|su", "2026-01-09|su") as activity:
        found = retention.retention(activity, JANUARY, known_until=at("2026-03-01"))

    assert (found.value, found.basis) == (1.0, "first message")
    assert by_day(found)[1] == (1, 0, 1)


def test_nobody_joined_nothing_is_known():
    with history() as activity:
        found = retention.retention(activity, JANUARY, known_until=at("2026-03-01"))

    assert (found.value, found.denominator) == (None, 0)


def test_cohorts_by_membership_begin_with_the_join():
    with history("2026-01-05|su|join", "2026-01-12|su", "2026-01-12|momo") as activity:
        matrix = cohorts.cohorts(activity, unit="week", columns=2, entry="membership")

    assert matrix.sizes == (1, 1)
    assert matrix.cells == ((0, 1), (1, None))
