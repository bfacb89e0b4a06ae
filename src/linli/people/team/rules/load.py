"""Is what somebody has to do too much for them?"""

from dataclasses import dataclass
from enum import StrEnum

USUAL_MINUTES = 20
USUAL_OPEN = 20
USUAL_HOURS = 40


class Verdict(StrEnum):
    """How somebody stands."""

    FREE = "free"
    FINE = "fine"
    BUSY = "busy"
    TOO_MUCH = "too_much"


@dataclass(frozen=True)
class Carried:
    """What somebody has: open tasks, late ones, those due in a week, the hours their jobs are planned with.

    `hours` is what they said they have in a week, `most_open` how many open tasks are enough; 0 is not said.
    """

    open: int
    late: int
    soon: int
    planned_hours: float
    hours: float
    most_open: int


def needed_hours(one: Carried) -> float:
    """Hours of the coming week: those of their jobs, and about twenty minutes a task that is due or late."""
    return one.planned_hours + (one.soon + one.late) * USUAL_MINUTES / 60


def verdict_of(one: Carried) -> Verdict:
    """Too much: more than the hours they have or tasks that are enough. Busy: four fifths of either."""
    share = max(needed_hours(one) / (one.hours or USUAL_HOURS), one.open / (one.most_open or USUAL_OPEN))
    if share > 1:
        return Verdict.TOO_MUCH
    if share >= 0.8:
        return Verdict.BUSY
    return Verdict.FREE if share == 0 else Verdict.FINE
