"""Which messages earn points: the quality floor, one award a minute, and a cap for each day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

_COMMANDS = ("/", "!", "！", ".", "#")
_SAMPLE = 40
LEAST_DIFFERENT = 4


class Earning(NamedTuple):
    """What a rule gives for a message. `day_cap` in points for each person and day; 0 means no cap."""

    points: int
    day_cap: int
    min_length: int
    gap_seconds: int


class Candidate(NamedTuple):
    """A message good enough to earn: who, where, on which day, in which window of time, and its text's
    print.
    """

    member: int
    community: int
    day: date
    window: int
    text_print: int
    place: int


class SoFar(NamedTuple):
    """What a member has earned by a rule on a day in all communities, and the print of the last text that
    did.
    """

    points: int = 0
    last_text: int | None = None


def is_worth_points(text: str, *, min_length: int) -> bool:
    """Long enough, not a command, and more than the same few characters again and again."""
    return (
        len(text) >= min_length
        and not text.startswith(_COMMANDS)
        and len(set(text[:_SAMPLE])) >= min(LEAST_DIFFERENT, min_length)
    )


def choose(
    candidates: Iterable[Candidate], so_far: Mapping[tuple[int, date], SoFar], earning: Earning
) -> list[tuple[Candidate, int]]:
    """Those candidates that earn, in their order, with their points; `so_far` is by (member, day).

    The second message in a window earns nothing, nor does the same text twice running, nor anything over
    the cap; the award that would cross the cap is cut to what is left.
    """
    taken: set[tuple[int, int]] = set()
    now: dict[tuple[int, date], SoFar] = dict(so_far)
    chosen = []
    for one in candidates:
        known = now.get((one.member, one.day), SoFar())
        if (one.member, one.window) in taken or one.text_print == known.last_text:
            continue
        points = earning.points
        if earning.day_cap:
            points = min(points, earning.day_cap - known.points)
        if points <= 0:
            continue
        taken.add((one.member, one.window))
        now[one.member, one.day] = SoFar(known.points + points, one.text_print)
        chosen.append((one, points))
    return chosen


def key_of(member: int, *, window: int, gap_seconds: int) -> str:
    """The ledger key of a person's award in a window, as the text of a UUID.

    It begins with the time, so that the index grows at its end; whole numbers, so that no two can meet.
    """
    start = window * gap_seconds & 0xFFFFFFFFFF
    whole = f"{start:010x}01{member & 0xFFFFFFFFFFFFFFFFFFFF:020x}"
    return f"{whole[:8]}-{whole[8:12]}-{whole[12:16]}-{whole[16:20]}-{whole[20:]}"
