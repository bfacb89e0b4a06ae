"""The days of a schedule by the local clock, and which missed occurrences still take place."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from linli.run.playbooks import timetable
from linli.run.playbooks.document.shapes import Schedule

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Santiago",
    "UTC",
]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
rules = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=1MO",
    ]
)


@given(day=st.dates(date(2024, 1, 1), date(2028, 12, 31)), clock=clocks, zone=st.sampled_from(ZONES))
def test_a_local_time_is_the_first_moment_at_or_after_which_the_clock_shows_it(day, clock, zone):
    place = ZoneInfo(zone)

    found = timetable.instant(day, clock, place)

    meant = datetime.combine(day, clock)
    shown = found.astimezone(place).replace(tzinfo=None)
    earlier = (found - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
    assert shown >= meant
    assert earlier < meant
    assert (
        shown == meant
        or found.astimezone(place).utcoffset() != (found - timedelta(seconds=1)).astimezone(place).utcoffset()
    )


@given(rule=rules, at=clocks, after=moments, zone=st.sampled_from(ZONES))
def test_occurrences_rise_lie_ahead_and_fall_on_the_days_of_the_rule(rule, at, after, zone):
    found = list(islice(timetable.occurrences(Schedule(at=at, rrule=rule), after=after, zone=zone), 6))

    days = rrulestr(rule, dtstart=datetime(2024, 1, 1))
    assert [one.at for one in found] == sorted({one.at for one in found})
    assert all(one.at > after for one in found)
    assert all(
        days.between(datetime.combine(one.day, time()), datetime.combine(one.day, time()), inc=True)
        for one in found
    )


@given(rule=rules, at=clocks, after=moments, zone=st.sampled_from(ZONES))
def test_asking_from_the_moment_of_an_occurrence_gives_the_one_after_it(rule, at, after, zone):
    schedule = Schedule(at=at, rrule=rule)
    first, second = islice(timetable.occurrences(schedule, after=after, zone=zone), 2)

    found = timetable.next_occurrence(schedule, after=first.at, zone=zone)

    assert found == second
    assert timetable.moment_of(found.local) == found.at


def test_a_skipped_time_and_a_doubled_time_in_new_york():
    daily = Schedule(at=time(2, 30), rrule="FREQ=DAILY")
    early = Schedule(at=time(1, 30), rrule="FREQ=DAILY")

    skipped = timetable.next_occurrence(
        daily, after=datetime(2026, 3, 8, 5, tzinfo=UTC), zone="America/New_York"
    )
    doubled = list(
        islice(
            timetable.occurrences(early, after=datetime(2026, 11, 1, 4, tzinfo=UTC), zone="America/New_York"),
            2,
        )
    )

    assert skipped.at == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert [one.at for one in doubled] == [
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 2, 6, 30, tzinfo=UTC),
    ]


def test_one_day_only_and_a_count_come_to_an_end():
    once = Schedule(at=time(20), on=date(2026, 11, 24))
    thrice = Schedule(at=time(20), on=date(2026, 11, 23), rrule="FREQ=DAILY;COUNT=3")
    until = Schedule(at=time(20), on=date(2026, 11, 23), rrule="FREQ=WEEKLY;UNTIL=20261201T000000Z")

    def found(schedule):
        return [one.day.day for one in timetable.occurrences(schedule, after=NOW, zone="Asia/Shanghai")]

    assert found(once) == [24]
    assert found(thrice) == [23, 24, 25]
    assert found(until) == [23, 30]


@pytest.mark.parametrize(
    ("rrule", "word"),
    [
        ("", "rrule"),
        ("DAILY", "DAILY"),
        ("FREQ=HOURLY", "HOURLY"),
        ("FREQ=DAILY;COUNT=3", "COUNT"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR=9"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=XX"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    ],
)
def test_a_recurrence_that_cannot_be_read_is_refused_by_its_word(rrule, word):
    with pytest.raises(timetable.NotASchedule) as refusal:
        timetable.check(Schedule(at=time(9), rrule=rrule))

    assert refusal.value.word == word


def _ago(*hours):
    return [NOW - hour * HOUR for hour in hours]


@pytest.mark.parametrize(
    ("keep", "most", "due", "taken"),
    [
        ("latest", 1, _ago(0), _ago(0)),
        ("latest", 1, _ago(48, 24, 0), _ago(0)),
        ("latest", 1, _ago(5, 2, 1), _ago(1)),
        ("latest", 1, _ago(5, 4), []),
        ("none", 1, _ago(1), []),
        ("none", 1, _ago(1, 0), _ago(0)),
        ("all", 2, _ago(5, 2.5, 2, 1), _ago(2, 1)),
        ("all", 2, _ago(2, 1, 0), _ago(1, 0)),
        ("all", 9, _ago(5, 2, 1, 0), _ago(2, 1, 0)),
    ],
)
def test_missed_occurrences_take_place_as_the_schedule_says(keep, most, due, taken):
    schedule = Schedule(at=time(9), rrule="FREQ=DAILY", keep=keep, most=most, within=3 * HOUR)

    now, missed = timetable.catch_up(schedule, due, at=NOW)

    assert now == taken
    assert missed == [one for one in due if one not in taken]


@given(st.integers(1, 3600), st.integers(0, 5000))
def test_the_spread_of_an_occurrence_holds_every_subject_in_a_place_of_its_own(width, number):
    spread = timedelta(seconds=width)
    subject = f"membership:{number}:1"

    found = timetable.jitter(subject, "tick:1", spread)

    assert timedelta() <= found < spread
    assert found == timetable.jitter(subject, "tick:1", spread)
