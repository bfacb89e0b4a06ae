from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.measure.insights import bitmaps
from linli.measure.insights.metrics import active, cohorts
from tests.measure.insights.histories import history

FIRST = date(2026, 2, 18)
DEEDS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200)), min_size=1, max_size=50)


def lived(deeds):
    return history(*(f"{FIRST + timedelta(days=day)} 18:30|p{who}" for who, day in deeds))


@settings(max_examples=40, deadline=None)
@given(DEEDS, st.sampled_from([1, 7, 30, 65, 130]))
def test_bitmap_and_table_count_the_same_actives(deeds, window):
    with lived(deeds) as activity:
        bitmap = bitmaps.from_activity(activity)
        days = [bitmap.first_day + timedelta(days=n) for n in range(bitmap.days)]

        assert bitmap.active(window=window) == active.trailing(activity, days, window)


@settings(max_examples=40, deadline=None)
@given(DEEDS)
def test_bitmap_and_table_find_the_same_cohorts(deeds):
    with lived(deeds) as activity:
        mondays, sizes, counts = bitmaps.from_activity(activity).weekly_retention()
        matrix = cohorts.cohorts(activity, unit="week")

    assert [start.date() for start in matrix.starts] == mondays
    assert list(matrix.sizes) == sizes
    assert [list(row) for row in matrix.cells] == counts


def test_a_window_reaches_over_the_border_of_a_word():
    bitmap = bitmaps.from_member_days(FIRST, 70, 2, [(0, 63), (1, 64), (1, 64)])

    assert bitmap.active()[62:66] == [0, 1, 1, 0]
    assert bitmap.active(window=3)[62:68] == [0, 1, 2, 2, 1, 0]


def test_weeks_are_calendar_weeks():
    sunday, monday = date(2026, 3, 1), 1
    bitmap = bitmaps.from_member_days(sunday, 8, 2, [(0, 0), (0, monday), (1, monday), (0, 7)])

    assert bitmap.weekly_retention() == ([date(2026, 2, 23), date(2026, 3, 2)], [1, 1], [[1, 1], [1]])


def test_an_empty_history_has_an_empty_bitmap():
    with history() as activity:
        bitmap = bitmaps.from_activity(activity)

    assert (bitmap.members, bitmap.active(window=7)) == (0, [])
    assert bitmap.weekly_retention() == ([], [], [])


@pytest.mark.parametrize("members", [1, 1000])
def test_a_word_holds_64_days_of_a_member(members):
    bitmap = bitmaps.from_member_days(FIRST, 180, members, [])

    assert bitmap.words.nbytes == 3 * 8 * members
