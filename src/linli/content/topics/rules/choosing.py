"""Which kind of topic fits, which topics may come again, and what a topic needs before it can be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("universal", "professional", "personal")
LAYERS = ("easy", "opinion", "practice")
STATES = ("draft", "approved", "retired")
KNOWN_ENOUGH = 0.5
BACKUPS = 1
LONGEST_POINT = 300


@dataclass(frozen=True)
class Knowledge:
    """Shares (0 to 1) of a community's members of whom a profession, or a fuller profile, is known."""

    profession: float
    profile: float


@dataclass(frozen=True)
class Candidate:
    """A topic as the choice sees it: when it was used last here, and whether its hot occasion is over."""

    id: int
    kind: str
    last_used_on: date | None
    cool_down_days: int
    hot_until: date | None = None


def kind_for(known: Knowledge) -> str:
    """Little is known: universal; professions are known: professional; profiles are: personal (T56)."""
    if known.profile >= KNOWN_ENOUGH:
        return "personal"
    return "professional" if known.profession >= KNOWN_ENOUGH else "universal"


def is_rested(one: Candidate, today: date) -> bool:
    """May it be used again?"""
    if one.hot_until is not None and one.hot_until < today:
        return False
    return one.last_used_on is None or today - one.last_used_on >= timedelta(days=one.cool_down_days)


def ranked(candidates: Sequence[Candidate], *, kind: str, today: date) -> list[int]:
    """Rested topics, those of the kind first, hot ones before others, then what rested longest; ids."""
    rested = [one for one in candidates if is_rested(one, today)]
    rested.sort(
        key=lambda one: (
            one.kind != kind,
            one.hot_until is None,
            one.last_used_on or date.min,
            one.id,
        )
    )
    return [one.id for one in rested]


def missing_backups(mode: str, backups: int) -> int:
    """How many topics a formal discussion still needs in reserve (C125)."""
    return max(0, BACKUPS - backups) if mode == "formal" else 0


def too_few(*, speakers: int, forecast: int) -> bool:
    """Should the reserve be offered? When fewer than half of those expected speak."""
    return forecast > 0 and speakers * 2 < forecast


def depth(*, speakers: int, messages: int, characters: int) -> str:
    """How deep a discussion went: shallow, suitable or deep, by how much each of its speakers said.

    Ours, to start a conversation about it; the host may judge otherwise.
    """
    if not speakers or not messages:
        return "shallow"
    each, length = messages / speakers, characters / messages
    if each < 2 or length < 8:
        return "shallow"
    return "deep" if each >= 4 and length >= 25 else "suitable"
