"""The words of the room: what a task is about, where it stands, and whether a proof is asked for."""

from datetime import datetime
from enum import StrEnum


class About(StrEnum):
    """What a task is about."""

    STEP = "step"
    SEND = "send"
    REVIEW = "review"
    APPROVAL = "approval"
    DUTY = "duty"
    CARE = "care"
    REPLY = "reply"
    CALL = "call"
    OTHER = "other"


class State(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Proof(StrEnum):
    """Is a proof asked for: a link, a picture, a sentence?"""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


OPEN = ("open", "claimed")
CLOSED = ("done", "expired", "cancelled")
DUTY_ROLE = "duty"
TIMEOUT = "timeout"


def is_late(*, due_at: datetime, closed_at: datetime | None, at: datetime) -> bool:
    """Was it done after it was due, or is it open and due already?"""
    return (closed_at or at) > due_at
