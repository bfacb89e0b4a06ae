"""The words of broadcasts, and what may be done in which state."""

from collections.abc import Mapping
from enum import StrEnum

MAX_TITLE, MAX_TEXT = 80, 10_000
KNOWN = ("person.name",)
"""The variables of a direct message; one to groups has none."""


class Way(StrEnum):
    """In private to people, or as a post in groups."""

    PEOPLE = "people"
    GROUPS = "groups"


class State(StrEnum):
    """`waiting`: a second person has to confirm; `planning`: it is on its way into the outbox."""

    DRAFT = "draft"
    WAITING = "waiting"
    PLANNING = "planning"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"


class LeftOut(StrEnum):
    """Why somebody of the audience is not written to."""

    NO_ACCOUNT = "no_account"
    REFUSED = "refused"


UNDER_WAY = (State.PLANNING, State.SENDING, State.PAUSED)
OPEN_EFFECTS = ("planned", "reserved", "sending", "unknown", "awaiting_person")


def is_finished(state: str, counts: Mapping[str, int]) -> bool:
    """Is nothing of it left to be sent?"""
    return state == State.SENDING and not any(counts.get(one) for one in OPEN_EFFECTS)


def needs_second(*, people: int, limit: int | None) -> bool:
    """Do so many people ask for a second pair of eyes?"""
    return limit is not None and people > limit
