"""Rhythms against another way of counting, five years of clock changes, and what counts as too full."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.connect.gateway.policy import rules as hours
from linli.run.calendar.rules import crowding, rhythm
from linli.run.calendar.rules.crowding import Period, Placed
from linli.run.calendar.rules.rhythm import LAST_DAY, Repeats, Rhythm

FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
dates = st.dates(FIRST, LAST)
rhythms = st.builds(
    Rhythm,
    repeats=st.sampled_from(Repeats),
    starts_on=dates,
    ends_on=st.none() | dates,
    every=st.integers(1, 6),
    weekdays=st.frozensets(st.integers(0, 6)),
    month_days=st.frozensets(st.integers(1, LAST_DAY)),
)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo")


def counted(one, first, last):
    """The same days, counted by going from period to period."""
    found, start = set(), one.starts_on
    if one.repeats is Repeats.DAILY:
        day = start
        while day <= last:
            if not one.weekdays or day.weekday() in one.weekdays:
                found.add(day)
            day += timedelta(days=one.every)
    elif one.repeats is Repeats.WEEKLY:
        monday = start - timedelta(days=start.weekday())
        while monday <= last:
            found |= {monday + timedelta(days=n) for n in one.weekdays or {start.weekday()}}
            monday += timedelta(weeks=one.every)
    else:
        year, month = start.year, start.month
        while date(year, month, 1) <= last:
            length = monthrange(year, month)[1]
            for wanted in one.month_days or {start.day}:
                if wanted <= length or wanted == LAST_DAY:
                    found.add(date(year, month, min(wanted, length)))
            month += one.every
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end = min(last, one.ends_on or last)
    return sorted(day for day in found if max(first, start) <= day <= end)


@PATIENT
@given(rhythms, dates, dates)
def test_days_equal_those_counted_from_period_to_period(one, first, last):
    assert rhythm.days(one, first, last) == counted(one, first, last)


@PATIENT
@given(rhythms, dates)
def test_the_next_day_is_the_first_of_the_days_after(one, after):
    listed = rhythm.days(one, after + timedelta(days=1), after + timedelta(days=2000))

    assert rhythm.next_day(one, after) == (listed[0] if listed else rhythm.next_day(one, after))
    assert not listed or rhythm.next_day(one, after) == listed[0]


@PATIENT
@given(st.sampled_from(ZONES), st.times(), dates)
def test_five_years_of_clock_changes_keep_the_local_time_or_the_first_after_it(name, at, day):
    zone, wanted = ZoneInfo(name), at.replace(second=0, microsecond=0)

    shown = hours.instant(day, wanted, zone).astimezone(zone)

    assert shown.date() == day or (wanted.hour >= 23 and shown.date() == day + timedelta(days=1))
    gap = datetime.combine(shown.date(), shown.time()) - datetime.combine(day, wanted)
    assert timedelta() <= gap <= timedelta(hours=1)
    assert shown.fold == 0


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Rhythm(Repeats.MONTHLY, FIRST, month_days=frozenset({31})), [date(2026, 1, 31), date(2026, 3, 31)]),
        (
            Rhythm(Repeats.MONTHLY, FIRST, month_days=frozenset({LAST_DAY})),
            [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)],
        ),
        (Rhythm(Repeats.MONTHLY, FIRST, every=2), [date(2026, 1, 1), date(2026, 3, 1)]),
    ],
)
def test_days_that_a_month_does_not_have_are_left_out(one, expected):
    assert rhythm.days(one, FIRST, date(2026, 4, 1) - timedelta(days=1)) == expected


def placed(id, hour, groups=(1,), day=2):
    return Placed(id, frozenset(groups), datetime(2026, 11, day, hour), date(2026, 11, day))


def test_posts_clash_in_a_shared_group_only():
    posts = [placed(1, 9), placed(2, 9, (1, 2)), placed(3, 9, (3,)), placed(4, 11)]

    assert crowding.clashes(posts, timedelta(minutes=30)) == {1: 2, 2: 1}


def test_what_comes_after_the_cap_of_a_day_is_too_much():
    posts = [placed(n, hour) for n, hour in enumerate((8, 10, 12), 1)] + [placed(9, 12, day=3)]

    assert crowding.over_cap(posts, 2) == {3: 3}


def test_a_pace_is_kept_by_whole_weeks():
    spans = crowding.periods(Period.WEEK, date(2026, 11, 4), date(2026, 11, 20))
    days = [date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 11)]

    found = crowding.off_pace(days, spans, least=1, most=2)

    assert [(one.first, one.found, one.is_short) for one in found] == [
        (date(2026, 11, 9), 3, False),
        (date(2026, 11, 16), 0, True),
    ]
    assert crowding.periods(Period.MONTH, date(2026, 11, 1), date(2026, 12, 5)) == [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
    ]


def test_noon_stands_where_it_was_said():
    assert hours.instant(date(2026, 11, 2), time(12), ZoneInfo("Asia/Shanghai")).hour == 4
