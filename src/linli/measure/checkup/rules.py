"""When a pitfall is there, judged from figures alone. Numbers P.. are those of the list in the README."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "high", "med"]

SILENCE_HOURS = 24.0
LEAST_DECAY = 0.5
DEAD_RATE, DEAD_HOURS = 0.03, 14 * 24
LEAST_COVERAGE, LEAST_THREADS = 0.8, 5
MOST_SILENT, LEAST_MEMBERS = 0.8, 10
MOST_BY_OPERATORS = 0.5
MOST_BY_FEW, LEAST_SPEAKERS = 0.8, 10
LEAST_MESSAGES = 20


@dataclass(frozen=True)
class Evidence:
    """What is known of a community. None: not known yet, and then nothing is said about it.

    silence_hours     longest time between two messages of members in the last 30 days (M25)
    quiet_for_hours   since the last message of a member
    decay             second week's messages per day / first week's (M28)
    active_rate       members active in 30 days / members (M13)
    threads, answered conversations members opened in 30 days, and those another person answered (M27)
    members, speakers people in it on an average day of 30, and those of them who said something (M16)
    messages          what members, operators and programs said in 30 days; `by_members`: members alone
    top_share         what the busiest tenth of the speakers said / all of it (M32)
    """

    has_purpose: bool
    has_rules: bool
    has_announcement: bool
    silence_hours: float | None = None
    quiet_for_hours: float | None = None
    decay: float | None = None
    active_rate: float | None = None
    threads: int = 0
    answered: int = 0
    members: float | None = None
    speakers: int = 0
    messages: int = 0
    by_members: int = 0
    top_share: float | None = None


@dataclass(frozen=True)
class Finding:
    """A pitfall that is there, and the figures that show it: the one measured, and the one it is held to."""

    pitfall: str
    severity: Severity
    evidence: dict[str, float]


def findings(seen: Evidence) -> list[Finding]:
    """Every pitfall that is there, the gravest first."""
    found = [*_written(seen), *_talk(seen), *_people(seen)]
    return sorted(found, key=lambda one: (("block", "high", "med").index(one.severity), one.pitfall))


def _written(seen: Evidence) -> Iterator[Finding]:
    if not seen.has_purpose:
        yield Finding("P20", "block", {})
    if not seen.has_rules:
        yield Finding("P90", "high", {})
    if not seen.has_announcement:
        yield Finding("P86", "med", {})


def _talk(seen: Evidence) -> Iterator[Finding]:
    if _is_dead(seen):
        yield Finding(
            "P17",
            "high",
            {"active_rate": seen.active_rate or 0, "quiet_for_hours": seen.quiet_for_hours or 0},
        )
    elif seen.silence_hours is not None and seen.silence_hours > SILENCE_HOURS:
        yield Finding("P06", "high", {"silence_hours": seen.silence_hours, "limit": SILENCE_HOURS})
    if seen.decay is not None and seen.decay < LEAST_DECAY:
        yield Finding("P15", "high", {"decay": seen.decay, "limit": LEAST_DECAY})
    if seen.threads >= LEAST_THREADS and seen.answered < LEAST_COVERAGE * seen.threads:
        figures = {"threads": seen.threads, "answered": seen.answered, "limit": LEAST_COVERAGE}
        yield Finding("P58", "high", figures)


def _is_dead(seen: Evidence) -> bool:
    """Hardly anybody did anything for a month, and nobody has said anything for two weeks."""
    if seen.active_rate is None or seen.quiet_for_hours is None:
        return False
    return seen.active_rate < DEAD_RATE and seen.quiet_for_hours > DEAD_HOURS


def _people(seen: Evidence) -> Iterator[Finding]:
    by_others = seen.messages - seen.by_members
    if seen.messages >= LEAST_MESSAGES and by_others > MOST_BY_OPERATORS * seen.messages:
        yield Finding("P60", "high", {"by_others": by_others, "messages": seen.messages})
    figures = _onlookers(seen)
    if figures:
        yield Finding("P59", "med", figures)


def _onlookers(seen: Evidence) -> dict[str, float]:
    """The figures that show most people only reading: few of them speak, or a tenth says nearly all."""
    figures: dict[str, float] = {}
    if seen.members is not None and seen.members >= LEAST_MEMBERS:
        silent = max(0.0, 1 - seen.speakers / seen.members)
        if silent > MOST_SILENT:
            figures["silent"] = silent
    if seen.top_share is not None and seen.speakers >= LEAST_SPEAKERS and seen.top_share > MOST_BY_FEW:
        figures["top_share"] = seen.top_share
    return figures
