"""What members give: through which states it goes, and how they want to be named."""

from enum import StrEnum

MAX_TEXT, MAX_CREDIT, MAX_REASON = 4000, 40, 300
MOST_FILES = 3
MOST_A_DAY = 10


class Kind(StrEnum):
    """What was given."""

    STORY = "story"
    SUGGESTION = "suggestion"
    EXPERIENCE = "experience"
    REVIEW = "review"
    WORK = "work"
    ANSWER = "answer"


class Permission(StrEnum):
    """Whether it may be published: only a yes is a yes."""

    UNASKED = "unasked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What the team made of it."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


class CreditBy(StrEnum):
    """How the member wants to be named."""

    NAME = "name"
    OTHER = "other"
    NOBODY = "nobody"


def can_take(*, permission: str, verdict: str) -> bool:
    """May the team publish it?"""
    return permission == Permission.YES and verdict == Verdict.OPEN


def credit_line(by: str, *, name: str, other: str) -> str:
    """The name beside what was given; "" where the member wants none."""
    if by == CreditBy.NOBODY:
        return ""
    return (other.strip() or name) if by == CreditBy.OTHER else name
