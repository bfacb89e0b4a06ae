"""Whose turn it is: in turn, or whoever served least; never twice without a rest, never too often a year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_VOLUNTEERS = 500


class Pattern(StrEnum):
    """How the next person is found."""

    IN_TURN = "in_turn"
    FEWEST = "fewest"


class Source(StrEnum):
    """How somebody came onto the list."""

    OFFERED = "offered"
    CHOSEN = "chosen"
    ELECTED = "elected"


class Standing(StrEnum):
    """Where a volunteer stands: waiting to be accepted, ready, pausing, or off the list."""

    WAITING = "waiting"
    READY = "ready"
    PAUSED = "paused"
    LEFT = "left"


@dataclass(frozen=True)
class Candidate:
    """A ready volunteer: place in the list, the numbers of their terms, the last day they are away."""

    member: int
    place: int
    numbers: tuple[int, ...] = ()
    away_until: date | None = None


@dataclass(frozen=True)
class Limits:
    """What protects volunteers: terms of rest between two of their own, and terms a year (0: no limit).

    `year` is how many terms make a year.
    """

    rest: int
    most_a_year: int
    year: int


def choose(
    candidates: Sequence[Candidate],
    *,
    number: int,
    starts_on: date,
    pattern: Pattern,
    limits: Limits,
    but: Collection[int] = (),
) -> int | None:
    """The member whose turn a term is, None when everybody must rest: a gap is better than a burden."""
    free = [one for one in candidates if one.member not in but and _is_free(one, number, starts_on, limits)]
    if not free:
        return None
    return min(free, key=lambda one: _order(one, number, pattern, limits)).member


def in_year(one: Candidate, number: int, limits: Limits) -> int:
    """How many terms somebody has in the year before a term, and after it."""
    return sum(known > number - limits.year for known in one.numbers)


def _is_free(one: Candidate, number: int, starts_on: date, limits: Limits) -> bool:
    if one.away_until is not None and starts_on <= one.away_until:
        return False
    if limits.most_a_year and in_year(one, number, limits) >= limits.most_a_year:
        return False
    return all(abs(known - number) > limits.rest for known in one.numbers)


def _order(one: Candidate, number: int, pattern: Pattern, limits: Limits) -> tuple[int, int, int]:
    last = max(one.numbers, default=-1)
    served = in_year(one, number, limits)
    if pattern is Pattern.FEWEST:
        return (served, last, one.place)
    return (last, served, one.place)


@dataclass(frozen=True)
class Load:
    """How many terms somebody served or will serve in a period."""

    member: int
    terms: int


@dataclass(frozen=True)
class Fairness:
    """How evenly terms lie on people: the most and the fewest anybody has, and who carries too much."""

    people: int
    terms: int
    most: int
    fewest: int
    overloaded: tuple[int, ...]

    @property
    def spread(self) -> int:
        """Most minus fewest: 0 or 1 is as even as it gets."""
        return self.most - self.fewest


def fairness_of(loads: Sequence[Load]) -> Fairness:
    """Too much is more than half again the average and at least two terms above it."""
    if not loads:
        return Fairness(0, 0, 0, 0, ())
    counts = [one.terms for one in loads]
    average = sum(counts) / len(counts)
    heavy = tuple(one.member for one in loads if one.terms > average * 1.5 and one.terms - average >= 2)
    return Fairness(len(loads), sum(counts), max(counts), min(counts), heavy)


@dataclass(frozen=True)
class Span:
    """A stretch of time, and whether somebody was on duty in it."""

    starts_at: datetime
    ends_at: datetime
    is_covered: bool


@dataclass(frozen=True)
class Coverage:
    """The share of a period (0–1) with somebody on duty, and the stretches without, by time."""

    share: float
    gaps: tuple[tuple[datetime, datetime], ...]


def coverage_of(spans: Sequence[Span], *, since: datetime, until: datetime) -> Coverage:
    """Terms of one community do not overlap; what no term covers between `since` and `until` is a gap."""
    if until <= since:
        return Coverage(0.0, ())
    gaps: list[tuple[datetime, datetime]] = []
    reached, covered = since, 0.0
    for span in sorted((one for one in spans if one.is_covered), key=lambda one: one.starts_at):
        starts, ends = max(span.starts_at, reached), min(span.ends_at, until)
        if ends <= starts:
            continue
        if starts > reached:
            gaps.append((reached, starts))
        covered += (ends - starts).total_seconds()
        reached = ends
    if reached < until:
        gaps.append((reached, until))
    return Coverage(covered / (until - since).total_seconds(), tuple(gaps))
