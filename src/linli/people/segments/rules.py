"""Decisions about segments: what they see of time, what changes, and how the log tells of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

EVERYWHERE = 0
KEPT_DAYS = 90
MOST_SEGMENTS = 200
MOST_PICKED = 10_000
HUES = ("green", "sky", "violet", "amber", "rose", "grey")

Place = tuple[int, int, int]  # community, segment, member


class Kind(StrEnum):
    """By a condition that is kept true, or picked by hand."""

    CONDITION = "condition"
    STATIC = "static"


@dataclass(frozen=True)
class Change:
    """Somebody comes into a segment (`is_entry`) or leaves it."""

    place: Place
    is_entry: bool


@dataclass(frozen=True)
class Told:
    """What the log says of segments, for a replay. `place` of a record that vanished has only its member.

    kind: "entered", "left" or "vanished" (erased).
    """

    kind: str
    place: Place


def beginning_of(day: date, zone: str) -> datetime:
    """The `now` that conditions see all through this day: its beginning in the community's zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def changes(
    *, had: frozenset[int], wanted: frozenset[int], asked: Iterable[int], community: int, member: int
) -> list[Change]:
    """What has to change among the segments asked about, in order of their numbers."""
    return [
        Change((community, segment, member), segment in wanted)
        for segment in sorted(asked)
        if (segment in wanted) != (segment in had)
    ]


def replay(baseline: Iterable[Place], told: Iterable[Told]) -> set[Place]:
    """Who is in which segment after all that was told since the baseline."""
    places = set(baseline)
    for one in told:
        if one.kind == "entered":
            places.add(one.place)
        elif one.kind == "left":
            places.discard(one.place)
        else:
            places = {place for place in places if place[2] != one.place[2]}
    return places
