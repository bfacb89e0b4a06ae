"""Terms in local time, whose turn it is, coverage and fairness."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.duty.rules import checklist, terms, turns
from linli.people.duty.rules.checklist import Every
from linli.people.duty.rules.terms import Rhythm, State
from linli.people.duty.rules.turns import Candidate, Limits, Load, Pattern, Span

MONDAY = date(2026, 11, 2)
WEEKLY = Rhythm(MONDAY, 1, time(9), 7, "Asia/Shanghai")
LIMITS = Limits(rest=1, most_a_year=0, year=52)


def choose(candidates, number=10, pattern=Pattern.IN_TURN, limits=LIMITS, but=()):
    return turns.choose(candidates, number=number, starts_on=MONDAY, pattern=pattern, limits=limits, but=but)


def test_a_term_begins_at_its_local_time_and_ends_when_the_next_begins():
    assert WEEKLY.starts_at(1) == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert WEEKLY.starts_at(2) - WEEKLY.starts_at(1) == timedelta(days=7)
    assert WEEKLY.number_at(datetime(2026, 11, 9, 0, 59, tzinfo=UTC)) == 1
    assert WEEKLY.number_at(datetime(2026, 11, 9, 1, tzinfo=UTC)) == 2


def test_summer_time_moves_no_turn():
    berlin = Rhythm(date(2026, 3, 23), 1, time(9), 7, "Europe/Berlin")

    assert berlin.starts_at(1) == datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert berlin.starts_at(2) == datetime(2026, 3, 30, 7, tzinfo=UTC)


@given(
    days=st.integers(1, 31),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
    offset=st.integers(0, 5 * 365 * 24),
)
def test_every_moment_lies_in_exactly_the_term_that_is_named_and_every_day_in_one(days, hour, zone, offset):
    rhythm = Rhythm(date(2026, 1, 5), 1, time(hour), days, zone)
    at = datetime(2026, 1, 6, tzinfo=UTC) + timedelta(hours=offset + 24)

    number = rhythm.number_at(at)

    assert rhythm.starts_at(number) <= at < rhythm.starts_at(number + 1)
    own = terms.days_of(rhythm.starts_at(number), rhythm.starts_at(number + 1), zone)
    following = terms.days_of(rhythm.starts_at(number + 1), rhythm.starts_at(number + 2), zone)
    assert len(own) == days
    assert following[0] == own[-1] + timedelta(days=1)


@pytest.mark.parametrize(
    ("begun", "tasks", "done", "note", "state"),
    [
        (True, 10, 1, False, State.DONE),
        (True, 0, 0, False, State.DONE),
        (True, 10, 0, True, State.DONE),
        (True, 10, 0, False, State.MISSED),
        (False, 0, 0, False, State.MISSED),
    ],
)
def test_a_term_is_missed_when_nobody_began_it_or_nothing_was_done(begun, tasks, done, note, state):
    assert terms.state_at_end(has_begun=begun, tasks=tasks, done=done, has_note=note) is state


def test_in_turn_the_one_who_waited_longest_comes_next_then_the_order_of_the_list():
    assert choose([Candidate(1, 1, (7,)), Candidate(2, 2, (6,)), Candidate(3, 3)]) == 3
    assert choose([Candidate(1, 1, (7,)), Candidate(2, 2, (6,))]) == 2
    assert choose([Candidate(1, 2), Candidate(2, 1)]) == 2


def test_by_fewest_whoever_served_least_comes_next():
    people = [Candidate(1, 1, (1,)), Candidate(2, 2, (2, 4)), Candidate(3, 3, (3, 8))]

    assert choose(people, pattern=Pattern.FEWEST) == 1


def test_nobody_has_two_terms_without_a_rest_or_too_many_a_year_or_while_away():
    assert choose([Candidate(1, 1, (9,))]) is None
    assert choose([Candidate(1, 1, (11,))]) is None
    assert choose([Candidate(1, 1, (8,))]) == 1
    assert choose([Candidate(1, 1, (1, 3))], limits=Limits(1, 2, 52)) is None
    assert choose([Candidate(1, 1, (1, 3))], number=60, limits=Limits(1, 2, 52)) == 1
    assert choose([Candidate(1, 1, (), MONDAY)]) is None
    assert choose([Candidate(1, 1, (), MONDAY - timedelta(days=1))]) == 1
    assert choose([Candidate(1, 1)], but={1}) is None


@given(people=st.integers(3, 12), pattern=st.sampled_from(list(Pattern)), length=st.integers(1, 80))
def test_over_a_year_nobody_has_more_than_one_term_more_than_anybody_else(people, pattern, length):
    served = {one: [] for one in range(people)}
    for number in range(1, length + 1):
        line = [Candidate(one, one, tuple(numbers)) for one, numbers in served.items()]
        chosen = choose(line, number=number, pattern=pattern, limits=Limits(1, 0, 100))
        served[chosen].append(number)

    counts = [len(one) for one in served.values()]
    assert max(counts) - min(counts) <= 1


def test_who_carries_too_much_is_named():
    fairness = turns.fairness_of([Load(1, 6), Load(2, 2), Load(3, 2), Load(4, 2)])

    assert (fairness.people, fairness.terms, fairness.spread, fairness.overloaded) == (4, 12, 4, (1,))
    assert turns.fairness_of([]).overloaded == ()


def test_coverage_names_the_stretches_without_anybody():
    at = datetime(2026, 11, 2, tzinfo=UTC)
    day = timedelta(days=1)
    spans = [Span(at, at + 2 * day, True), Span(at + 2 * day, at + 3 * day, False)]

    found = turns.coverage_of(spans, since=at, until=at + 4 * day)

    assert found.share == 0.5
    assert found.gaps == ((at + 2 * day, at + 4 * day),)


def test_a_line_of_the_checklist_has_its_days_and_is_due_in_the_evening_never_after_the_term():
    starts, ends = WEEKLY.starts_at(1), WEEKLY.starts_at(2)
    days = terms.days_of(starts, ends, "Asia/Shanghai")

    assert (days[0], days[-1]) == (MONDAY, MONDAY + timedelta(days=6))
    due = {every: [day.weekday() for day in days if checklist.is_due_on(every, day, days)] for every in Every}
    assert due == {
        Every.FIRST_DAY: [0],
        Every.DAILY: [0, 1, 2, 3, 4, 5, 6],
        Every.WORKDAYS: [0, 1, 2, 3, 4],
        Every.LAST_DAY: [6],
    }
    evening = checklist.due_at(MONDAY, time(22), starts_at=starts, ends_at=ends, zone="Asia/Shanghai")
    assert evening == datetime(2026, 11, 2, 14, tzinfo=UTC)
    early = checklist.due_at(MONDAY, time(8), starts_at=starts, ends_at=ends, zone="Asia/Shanghai")
    assert early == starts + timedelta(hours=1)
