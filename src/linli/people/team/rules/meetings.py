"""Kinds of meetings, and the bounds of what is typed in them."""

from enum import StrEnum

MAX_TITLE = 80
MAX_TEXT = 10_000
MAX_DECISION = 200
MOST_DECISIONS = 50


class Kind(StrEnum):
    """What a meeting is for."""

    WEEKLY = "weekly"
    REVIEW = "review"
    SHARING = "sharing"
    OTHER = "other"
