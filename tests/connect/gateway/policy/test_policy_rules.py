"""Local time: windows over midnight, clock changes, calendar and rolling caps."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.connect.gateway.policy import rules
from linli.connect.gateway.policy.rules import Window

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NIGHT = Window(time(23), time(8))
ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Africa/Cairo",
        "Asia/Beirut",
        "America/Havana",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "UTC",
    )
]

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2022, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
clock_times = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
windows = st.builds(Window, clock_times, clock_times).filter(lambda one: one.length <= rules.LONGEST_QUIET)
calendars = st.sampled_from(["day", "week", "month"])


def at(zone, *parts):
    return datetime(*parts, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        (SHANGHAI, date(2026, 3, 1), time(8), datetime(2026, 3, 1, 0, tzinfo=UTC)),
        (BERLIN, date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (BERLIN, date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (ZoneInfo("Africa/Cairo"), date(2026, 4, 24), time(0), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        (
            ZoneInfo("Australia/Lord_Howe"),
            date(2026, 10, 4),
            time(2, 15),
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        ),
        (ZoneInfo("Pacific/Apia"), date(2011, 12, 30), time(12), datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_skipped_time_is_the_end_of_the_gap_and_a_doubled_one_its_first_occurrence(
    zone, day, clock, expected
):
    assert rules.instant(day, clock, zone) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(SHANGHAI, 2026, 3, 1, 22, 59), at(SHANGHAI, 2026, 3, 1, 22, 59)),
        (at(SHANGHAI, 2026, 3, 1, 23, 0), at(SHANGHAI, 2026, 3, 2, 8, 0)),
        (at(SHANGHAI, 2026, 3, 2, 7, 59), at(SHANGHAI, 2026, 3, 2, 8, 0)),
        (at(SHANGHAI, 2026, 3, 2, 8, 0), at(SHANGHAI, 2026, 3, 2, 8, 0)),
    ],
)
def test_a_night_ends_the_next_morning(moment, expected):
    assert rules.next_open(moment, [NIGHT], SHANGHAI) == expected


def test_a_night_in_which_clocks_go_forward_is_an_hour_shorter():
    start, end = at(BERLIN, 2026, 3, 28, 23), rules.next_open(at(BERLIN, 2026, 3, 28, 23), [NIGHT], BERLIN)

    assert end - start == timedelta(hours=8)


def test_quiet_hours_that_follow_each_other_are_one_silence():
    noon_nap = Window(time(8), time(9, 30))

    assert rules.next_open(at(SHANGHAI, 2026, 3, 1, 23, 30), [NIGHT, noon_nap], SHANGHAI) == at(
        SHANGHAI, 2026, 3, 2, 9, 30
    )


def test_the_night_of_the_member_and_of_the_group_both_count():
    moment = at(SHANGHAI, 2026, 6, 1, 7)

    opened = rules.first_open(moment, [(NIGHT, SHANGHAI), (Window(time(20), time(22)), NEW_YORK)])

    assert opened == at(NEW_YORK, 2026, 5, 31, 22)


def test_windows_without_an_opening_are_given_up():
    halves = [Window(time(0), time(12)), Window(time(12), time(0))]

    assert rules.next_open(at(SHANGHAI, 2026, 3, 1, 5), halves, SHANGHAI) is None


@given(moments, st.lists(windows, min_size=1, max_size=2), zones)
def test_the_next_opening_is_open_and_everything_before_it_is_quiet(moment, found, zone):
    opened = rules.next_open(moment, found, zone)
    if opened is None:
        return

    assert not rules.is_quiet(opened, found, zone)
    assert opened >= moment
    assert opened == moment or rules.is_quiet(opened - timedelta(microseconds=1), found, zone)
    assert opened == moment or rules.is_quiet(moment, found, zone)


@given(moments, windows, zones)
def test_one_window_never_silences_longer_than_its_length_and_a_clock_change(moment, window, zone):
    opened = rules.next_open(moment, [window], zone)

    assert opened is not None
    assert opened - moment <= window.length + timedelta(hours=1)


@given(moments, windows, zones)
def test_outside_days_of_a_clock_change_quiet_is_what_the_clock_on_the_wall_says(moment, window, zone):
    near = {(moment + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-48, 49, 6)}
    if len(near) > 1:
        return
    wall = moment.astimezone(zone).time()

    if window.start < window.end:
        expected = window.start <= wall < window.end
    else:
        expected = wall >= window.start or wall < window.end

    assert rules.is_quiet(moment, [window], zone) == expected


@given(moments, calendars, zones)
def test_calendar_windows_cover_time_without_gap_or_overlap(moment, calendar, zone):
    start = rules.instant(rules.period_start(moment, calendar, zone), time(), zone)
    end = rules.period_end(moment, calendar, zone)

    assert start <= moment < end
    assert rules.instant(rules.period_start(end, calendar, zone), time(), zone) == end
    assert rules.later_period(moment, calendar, zone, 1) == end
    assert rules.period_start(end - timedelta(microseconds=1), calendar, zone) == rules.period_start(
        moment, calendar, zone
    )


def test_weeks_begin_on_monday_and_months_on_the_first():
    sunday = at(SHANGHAI, 2026, 3, 1, 12)

    assert rules.period_end(sunday, "week", SHANGHAI) == at(SHANGHAI, 2026, 3, 2)
    assert rules.period_end(sunday, "month", SHANGHAI) == at(SHANGHAI, 2026, 4, 1)
    assert rules.later_period(sunday, "day", SHANGHAI, 3) == at(SHANGHAI, 2026, 3, 4)


@pytest.mark.parametrize(("waiting", "hours"), [(0, 24), (1, 30), (2, 48), (3, 54)])
def test_each_effect_that_waits_for_a_rolling_cap_gets_a_slot_of_its_own(waiting, hours):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    uses = [start, start + timedelta(hours=6)]

    slot = rules.rolling_slot(uses, limit=2, length=timedelta(days=1), waiting=waiting)

    assert slot == start + timedelta(hours=hours)
