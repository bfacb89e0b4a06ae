"""What came out of a simulation, in numbers and as a list that stays within bounds. Ids only, no words."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from linli.run.playbooks.simulating.shapes import MACHINE, Intention, Place, Walk

MOST_LINES = 2000
MOST_PEOPLE = 200


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that would have been done, or not: see `Intention`."""

    at: datetime
    run: int
    member: int | None
    group: int | None
    step: str
    does: str
    by: str
    surface: str
    fate: str
    reason: str
    people: int
    points: int


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day by the clock of the communities.

    sent        by surface, by the machine
    by_hand     by role: what people would have sent or done
    others      awards and other steps that say nothing
    suppressed  by reason
    """

    day: str
    sent: dict[str, int]
    by_hand: dict[str, int]
    others: dict[str, int]
    suppressed: dict[str, int]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What one member would have got: messages, those that were held back, points, and messages by day."""

    member: int
    sent: int
    suppressed: int
    points: int
    days: dict[str, int]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook over a stretch of the past.

    events         of the log that were replayed
    runs, outcomes how many began, and how they ended ("waiting": not yet)
    skips          who did not come in, by reason
    reached        runs that reached the goal in time
    people         those who would have got the most, MOST_PEOPLE at most
    lines          the first MOST_LINES things in the order of time; `is_cut` when there were more
    read_as_today  readings that cannot be rebuilt: their values are those of today
    answers        how tasks were taken to end: "done" (at the first outcome, when due) or "timeout"
    """

    playbook: str
    since: datetime
    until: datetime
    community: int | None
    events: int
    runs: int
    outcomes: dict[str, int]
    skips: dict[str, int]
    reached: int
    arms: dict[str, int]
    days: tuple[Day, ...]
    people: tuple[Person, ...]
    lines: tuple[Line, ...]
    is_cut: bool
    read_as_today: tuple[str, ...]
    answers: str


def lines_of(intentions: Sequence[Intention]) -> tuple[tuple[Line, ...], bool]:
    """The first of them by time, and whether there are more."""
    listed = sorted(intentions, key=lambda one: (one.decided_at or one.at, one.run))
    found = tuple(
        Line(
            at=one.decided_at or one.at,
            run=one.run,
            member=one.place.member,
            group=one.place.group,
            step=one.step,
            does=one.does,
            by=one.by,
            surface=one.surface,
            fate=one.fate or "pending",
            reason=one.reason,
            people=one.people,
            points=one.points,
        )
        for one in listed[:MOST_LINES]
    )
    return found, len(listed) > MOST_LINES


def days_of(intentions: Sequence[Intention], day_of: Callable[[Place, datetime], str]) -> tuple[Day, ...]:
    """By day, the first first."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in intentions:
        column, word = _column(one)
        if column:
            found[day_of(one.place, one.decided_at or one.at)][column][word] += 1
    return tuple(
        Day(
            day=day,
            sent=dict(columns["sent"]),
            by_hand=dict(columns["by_hand"]),
            others=dict(columns["others"]),
            suppressed=dict(columns["suppressed"]),
        )
        for day, columns in sorted(found.items())
    )


def people_of(
    intentions: Sequence[Intention], day_of: Callable[[Place, datetime], str]
) -> tuple[Person, ...]:
    """Those who would have got the most, first."""
    mine: dict[int, list[Intention]] = defaultdict(list)
    for one in intentions:
        if one.place.member is not None and one.does in ("post", "award", "survey"):
            mine[one.place.member].append(one)
    counted = [_person(member, listed, day_of) for member, listed in mine.items()]
    counted.sort(key=lambda one: (-one.sent - one.suppressed, one.member))
    return tuple(counted[:MOST_PEOPLE])


def outcomes_of(walks: Sequence[Walk]) -> dict[str, int]:
    """How runs ended; those under way count as waiting."""
    return dict(Counter("waiting" if walk.is_alive else walk.outcome for walk in walks))


def _column(one: Intention) -> tuple[str, str]:
    if one.fate == "suppressed":
        return "suppressed", one.reason
    if one.fate != "done":
        return "", ""
    if one.by != MACHINE:
        return "by_hand", one.by
    return ("sent", one.surface) if one.surface else ("others", one.does)


def _person(member: int, listed: Sequence[Intention], day_of: Callable[[Place, datetime], str]) -> Person:
    said = [one for one in listed if one.does != "award"]
    sent = [one for one in said if one.fate == "done"]
    return Person(
        member=member,
        sent=len(sent),
        suppressed=sum(one.fate == "suppressed" for one in said),
        points=sum(one.points for one in listed if one.fate == "done"),
        days=dict(sorted(Counter(day_of(one.place, one.decided_at or one.at) for one in sent).items())),
    )
