"""Moments, entrances and texts, decided without a database."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import texts
from linli.run.playbooks import rules
from linli.run.playbooks.document import graph
from linli.run.playbooks.document.shapes import Entry
from linli.run.playbooks.document.step_shapes import Award, Branch, Case, UntilDate, UntilLocal, Wait
from linli.run.playbooks.rules import Entrance, Occasion, Past

AT = datetime(2026, 3, 8, 3, tzinfo=UTC)
DAY = timedelta(days=1)
ZONES = ["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(at=moments, clock=clocks, zone=st.sampled_from(ZONES))
def test_the_next_time_of_day_lies_ahead_and_shows_on_the_clock(at, clock, zone):
    moment = rules.local_moment(UntilLocal(clock), at=at, started_at=at, zone=zone)

    shown = moment.astimezone(ZoneInfo(zone))
    assert at < moment <= at + 2 * DAY
    assert shown.time() == clock or _skips(shown, clock)


@given(at=moments, clock=clocks, zone=st.sampled_from(ZONES), day=st.integers(1, 400))
def test_a_day_of_the_run_is_counted_on_the_local_calendar(at, clock, zone, day):
    moment = rules.local_moment(UntilLocal(clock, day), at=at, started_at=at, zone=zone)

    first = at.astimezone(ZoneInfo(zone)).date()
    shown = moment.astimezone(ZoneInfo(zone))
    assert shown.date() == first + timedelta(days=day - 1)


def _skips(shown, clock):
    """Does the clock jump over a time to the one that is shown?"""
    before = (shown.astimezone(UTC) - timedelta(seconds=1)).astimezone(shown.tzinfo)
    return before.utcoffset() != shown.utcoffset() and before.time() < clock < shown.time()


def test_a_time_that_the_clock_skips_is_the_first_moment_after_the_jump():
    moment = rules.local_moment(
        UntilLocal(time(2, 30), 1), at=AT, started_at=AT.replace(hour=6), zone="America/New_York"
    )

    assert moment == datetime(2026, 3, 8, 7, tzinfo=UTC)


ONCE, AGAIN = Entry(), Entry(again_after=30 * DAY, most_runs=3)
RESUMES = Entry(resume_within=DAY)


@pytest.mark.parametrize(
    ("entry", "past", "expected"),
    [
        (ONCE, None, Entrance.START),
        (ONCE, Past(1, True, None, False), Entrance.RUNNING),
        (ONCE, Past(1, False, AT - 400 * DAY, False), Entrance.ONCE_ONLY),
        (AGAIN, Past(1, False, AT - 30 * DAY, False), Entrance.START),
        (AGAIN, Past(1, False, AT - 29 * DAY, False), Entrance.TOO_SOON),
        (AGAIN, Past(3, False, AT - 90 * DAY, False), Entrance.TOO_OFTEN),
        (RESUMES, Past(1, False, AT - DAY, True), Entrance.RESUME),
        (RESUMES, Past(1, False, AT - DAY - timedelta(seconds=1), True), Entrance.ONCE_ONLY),
        (RESUMES, Past(1, False, AT, False), Entrance.ONCE_ONLY),
    ],
)
def test_who_may_come_in(entry, past, expected):
    assert rules.entrance(entry, past, at=AT) is expected


def test_a_failed_run_rests_longer_each_time():
    assert [rules.rest(attempts).total_seconds() for attempts in range(1, 7)] == [5, 25, 125, 625, 3125, 3600]


@given(st.text())
def test_a_name_becomes_one_short_harmless_line(name):
    shown = texts.harmless(name)

    assert len(shown) <= texts.MOST_CHARACTERS
    assert "\n" not in shown
    assert "@" not in shown
    assert texts.harmless(shown) == shown


@given(st.text(), st.text())
def test_a_filled_in_text_is_never_read_for_variables_again(name, other):
    values = {"person.name": name + "{group.name}", "group.name": other}

    filled = texts.fill("<{person.name}>", values)

    assert filled == f"<{texts.harmless(values['person.name'])}>"


def test_doubled_braces_are_braces():
    texts.check("{{x}} {person.name}", ["person.name"])

    assert texts.fill("{{x}} {person.name}", {"person.name": "Su"}) == "{x} Su"


@pytest.mark.parametrize("text", ["{", "}", "{person}", "{person.name"])
def test_a_text_that_cannot_be_filled_in_is_found(text):
    known = ["person.name"]

    with pytest.raises(texts.BadText):
        texts.check(text, known)


def test_loops_are_found_with_and_without_a_pause():
    gift = Award(id="gift", next="fork", amount=1, reason="r", key="k")
    fork = Branch(id="fork", cases=(Case("x", "gift"),), otherwise="end")
    rest = Wait(id="rest", next="fork", duration=DAY)
    calm = Branch(id="fork", cases=(Case("x", "rest"),), otherwise="end")

    assert graph.restless([gift, fork]) == ["gift", "fork"]
    assert graph.restless([rest, calm]) == []
    assert graph.without_end(graph.edges_of([Wait(id="a", next="b"), Wait(id="b", next="a")])) == {"a", "b"}


BORN = UntilDate(field="person.birthday", at=time(9), yearly=True)


@pytest.mark.parametrize(
    ("until", "known", "expected"),
    [
        (BORN, "1990-05-01", datetime(2026, 5, 1, 1, tzinfo=UTC)),
        (BORN, "03-08", datetime(2027, 3, 8, 1, tzinfo=UTC)),
        (BORN, "1996-02-29", datetime(2027, 2, 28, 1, tzinfo=UTC)),
        (BORN, "soon", None),
        (BORN, None, None),
        (
            UntilDate(field="input.day", at=time(20), offset=-DAY),
            "2026-05-01",
            datetime(2026, 4, 30, 12, tzinfo=UTC),
        ),
        (
            UntilDate(field="input.day", offset=timedelta(hours=-2)),
            "2026-05-01T20:00",
            datetime(2026, 5, 1, 10, tzinfo=UTC),
        ),
    ],
)
def test_a_known_date_means_a_moment(until, known, expected):
    assert rules.dated_moment(until, known, at=AT, zone="Asia/Shanghai") == expected


@given(at=moments, clock=clocks, zone=st.sampled_from(ZONES), weekday=st.sampled_from(["MO", "WE", "SU"]))
def test_a_weekday_is_the_next_one_of_its_name(at, clock, zone, weekday):
    moment = rules.local_moment(UntilLocal(clock, weekday=weekday), at=at, started_at=at, zone=zone)

    assert at < moment <= at + 8 * DAY
    assert moment.astimezone(ZoneInfo(zone)).strftime("%a").upper().startswith(weekday)


@pytest.mark.parametrize(
    ("entry", "past", "more", "expected"),
    [
        (Entry(concurrent=2), Past(1, True, None, False, 1), {}, Entrance.START),
        (Entry(concurrent=2), Past(2, True, None, False, 2), {}, Entrance.RUNNING),
        (Entry(merges=True), Past(1, True, None, False, 1), {}, Entrance.MERGE),
        (Entry(cool_down=DAY), Past(1, False, AT, False, 0, AT - DAY / 2), {}, Entrance.COOLING),
        (Entry(cool_down=DAY), Past(1, False, AT, False, 0, AT - DAY), {}, Entrance.START),
        (ONCE, Past(1, False, AT, False), {"occasion": Occasion.TICK}, Entrance.START),
        (ONCE, Past(1, True, None, False), {"occasion": Occasion.TICK}, Entrance.RUNNING),
        (ONCE, Past(1, True, None, False), {"occasion": Occasion.TICK, "overlaps": True}, Entrance.START),
        (AGAIN, Past(3, False, AT, False), {"occasion": Occasion.TICK}, Entrance.TOO_OFTEN),
        (AGAIN, Past(3, False, AT, False), {"occasion": Occasion.HAND}, Entrance.START),
        (ONCE, Past(1, False, AT, False), {"occasion": Occasion.ABSENCE}, Entrance.ONCE_ONLY),
    ],
)
def test_who_may_come_in_again_depends_on_what_brings_them(entry, past, more, expected):
    assert rules.entrance(entry, past, at=AT, **more) is expected
