"""Experts (KOL) on their way from a name on a list to an active partner (inventory T39)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

TARGET = 100
KEEP_DAYS = 365
LOWEST, HIGHEST = 1, 5
BONUS = 5


class Stage(StrEnum):
    """The columns of the board, in order."""

    CANDIDATE = "candidate"
    CONTACTED = "contacted"
    INTERVIEWED = "interviewed"
    ACCEPTED = "accepted"
    TESTING = "testing"
    ACTIVE = "active"
    RETIRED = "retired"


PIPELINE: tuple[Stage, ...] = tuple(stage for stage in Stage if stage is not Stage.RETIRED)
ACCEPTED_AT = PIPELINE.index(Stage.ACCEPTED)
COMMITTED = frozenset({Stage.ACCEPTED, Stage.TESTING, Stage.ACTIVE})


class Source(StrEnum):
    """Where an expert was found."""

    NETWORK = "network"
    FORUM = "forum"
    MEMBERS = "members"
    OTHER = "other"


class Commitment(StrEnum):
    """What an expert gives so that it costs them something."""

    NONE = "none"
    PAID = "paid"
    TIME = "time"


class EntryKind(StrEnum):
    """What is written down about an expert."""

    CONTACT = "contact"
    COOPERATION = "cooperation"
    TASK = "task"
    FEEDBACK = "feedback"


CRITERIA = ("authority", "influence", "expression", "sharing", "agreement")
SCORES = (*CRITERIA, "humour")


def score(given: Mapping[str, int | None]) -> int | None:
    """0-100 from scores of 1-5; None until all five criteria are scored.

    The mean of the five, stretched from 1-5 to 0-100. Humour is a bonus, as the source has it: up to 5 points
    on top (nothing for 1, all for 5), never past 100.
    """
    values = [given.get(name) for name in CRITERIA]
    known = [value for value in values if value is not None]
    if len(known) < len(CRITERIA):
        return None
    base = 100 * (sum(known) - len(CRITERIA)) / (len(CRITERIA) * (HIGHEST - LOWEST))
    humour = given.get("humour") or LOWEST
    return min(100, round(base + BONUS * (humour - LOWEST) / (HIGHEST - LOWEST)))


def may_move(before: Stage, after: Stage) -> bool:
    """One column on or back, out of the programme from anywhere, and from there to the start again."""
    if before is Stage.RETIRED:
        return after is Stage.CANDIDATE
    if after is Stage.RETIRED:
        return True
    return abs(PIPELINE.index(after) - PIPELINE.index(before)) == 1


def following(stage: Stage) -> Stage | None:
    """The next column; None at the end and outside the programme."""
    if stage is Stage.RETIRED or stage is PIPELINE[-1]:
        return None
    return PIPELINE[PIPELINE.index(stage) + 1]


def preceding(stage: Stage) -> Stage | None:
    """The column before; None at the start. Who retired goes back to the start."""
    if stage is Stage.RETIRED:
        return Stage.CANDIDATE
    position = PIPELINE.index(stage)
    return PIPELINE[position - 1] if position else None


def funnel(reached: Sequence[int]) -> list[int]:
    """For each column how many came that far or further; `reached` holds each expert's furthest column."""
    return [sum(furthest >= position for furthest in reached) for position in range(len(PIPELINE))]


def is_forgotten_after(stage: Stage) -> bool:
    """Is somebody who stands here, and is no member, forgotten when nothing happened for KEEP_DAYS?"""
    return stage not in COMMITTED
