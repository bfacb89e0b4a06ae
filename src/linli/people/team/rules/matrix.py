"""Who is responsible for which kind of task: what is missing or doubled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Does it, answers for it, is asked before, is told after."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class Flaw(StrEnum):
    """What is wrong in a line of the matrix."""

    NOBODY_RESPONSIBLE = "nobody_responsible"
    NOBODY_ACCOUNTABLE = "nobody_accountable"
    SEVERAL_ACCOUNTABLE = "several_accountable"
    NOBODY_BEHIND = "nobody_behind"


KINDS = ("step", "send", "review", "approval", "duty", "care", "reply", "call", "other")


@dataclass(frozen=True)
class Finding:
    """A flaw of one kind of task; `jobs` are those it is about."""

    kind: str
    flaw: Flaw
    jobs: tuple[int, ...] = ()


def flaws(cells: Mapping[tuple[str, int], frozenset[str]], holders: Mapping[int, int]) -> list[Finding]:
    """What is missing or doubled, by kind. `holders`: how many people hold each job.

    A job that is responsible or accountable while nobody holds it has nobody behind it.
    """
    found: list[Finding] = []
    for kind in KINDS:
        doing = _jobs(cells, kind, Part.RESPONSIBLE)
        answering = _jobs(cells, kind, Part.ACCOUNTABLE)
        if not doing:
            found.append(Finding(kind, Flaw.NOBODY_RESPONSIBLE))
        if not answering:
            found.append(Finding(kind, Flaw.NOBODY_ACCOUNTABLE))
        elif len(answering) > 1:
            found.append(Finding(kind, Flaw.SEVERAL_ACCOUNTABLE, answering))
        empty = tuple(job for job in sorted({*doing, *answering}) if not holders.get(job))
        if empty:
            found.append(Finding(kind, Flaw.NOBODY_BEHIND, empty))
    return found


def read_parts(raw: str) -> frozenset[str]:
    """The letters of a cell as typed ("RA", "r, a"); anything else is left out."""
    return frozenset(letter for letter in raw.upper() if letter in set(Part))


def written(parts: frozenset[str]) -> str:
    """The letters in their usual order."""
    return "".join(one for one in Part if one in parts)


def _jobs(cells: Mapping[tuple[str, int], frozenset[str]], kind: str, part: Part) -> tuple[int, ...]:
    found: Sequence[int] = [job for (own, job), parts in cells.items() if own == kind and part in parts]
    return tuple(sorted(found))
