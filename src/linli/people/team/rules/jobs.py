"""The six ready-made jobs, what a team must cover, and what is not covered (inventory T40, T41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_NAME = 60
MAX_TEXT = 600
MOST_JOBS = 30
MOST_ABILITIES = 12


class Function(StrEnum):
    """What a team must be able to do. The four functions, and reading the numbers."""

    CONTENT = "content"
    EVENTS = "events"
    MEDIA = "media"
    SERVICE = "service"
    DATA = "data"


class Department(StrEnum):
    """Where a job belongs."""

    PLANNING = "planning"
    OPERATIONS = "operations"
    SERVICE = "service"
    DATA = "data"


class Ability(StrEnum):
    """What a job asks for, and what somebody brings."""

    COMMUNICATION = "communication"
    CREATIVITY = "creativity"
    EXECUTION = "execution"
    MARKET = "market"
    TASTE = "taste"
    PATIENCE = "patience"
    WRITING = "writing"
    COORDINATION = "coordination"
    DATA = "data"
    EVENTS = "events"


@dataclass(frozen=True)
class Need:
    """A job as the staffing check sees it: what it covers and asks for, how many it wants, who holds it.

    `brought` are the abilities of its holders together.
    """

    job: int
    wanted: int
    functions: frozenset[str]
    abilities: frozenset[str]
    holders: int
    brought: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shortfall:
    """A job with fewer people than wanted, or with abilities that nobody of them brings."""

    job: int
    people: int
    abilities: tuple[str, ...]


def uncovered(needs: Sequence[Need]) -> list[Function]:
    """The functions nobody holds a job for."""
    held = {function for one in needs if one.holders for function in one.functions}
    return [one for one in Function if one not in held]


def shortfalls(needs: Sequence[Need]) -> list[Shortfall]:
    """What each job lacks; those that lack nothing are left out. Abilities count only where people are."""
    found = []
    for one in needs:
        people = max(one.wanted - one.holders, 0)
        missing = tuple(sorted(one.abilities - one.brought)) if one.holders else ()
        if people or missing:
            found.append(Shortfall(one.job, people, missing))
    return found
