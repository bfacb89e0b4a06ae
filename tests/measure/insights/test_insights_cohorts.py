from datetime import datetime

from linli.measure.insights.metrics import cohorts
from tests.measure.insights.histories import history

TWO_WEEKS = ("2026-01-04 23:59|su", "2026-01-05 00:00|su", "2026-01-05|momo", "2026-01-19|momo")


def test_no_activity_has_no_cohorts():
    with history("2026-01-01|su|join") as activity:
        assert cohorts.cohorts(activity, unit="week").starts == ()


def test_weeks_start_on_monday_and_the_future_is_unknown():
    with history(*TWO_WEEKS) as activity:
        matrix = cohorts.cohorts(activity, unit="week", columns=4)

    assert matrix.starts == (datetime(2025, 12, 29), datetime(2026, 1, 5))
    assert matrix.sizes == (1, 1)
    assert matrix.cells == ((1, 1, 0, 0), (1, 0, 1, None))
    assert matrix.rates() == ((1.0, 1.0, 0.0, 0.0), (1.0, 0.0, 1.0, None))


def test_recurring_cohorts_hold_everybody_active_in_the_interval():
    with history(*TWO_WEEKS) as activity:
        matrix = cohorts.cohorts(activity, unit="week", entry="every")

    assert matrix.sizes == (1, 2, 1)
    assert matrix.cells == ((1, 1, 0, 0), (2, 0, 1), (1,))


def test_months_of_different_length_count_as_one():
    with history("2026-01-31|su", "2026-02-28 23:59|su", "2026-03-01|su", "2028-02-29|su") as activity:
        matrix = cohorts.cohorts(activity, unit="month", columns=3)

    assert matrix.cells == ((1, 1, 1),)


def test_operators_make_no_cohort():
    with history("2026-01-01|lin", "2026-01-01|su", operators={"lin"}) as activity:
        assert cohorts.cohorts(activity, unit="day").sizes == (1,)
