"""Whom the team looks after. Codes and numbers only: what was said stays in the room's own tables."""

from linli.facts.fact import Fact


class CareAssigned(Fact, kind="care.assigned"):
    """Somebody of the team looks after a member from now on, or the terms changed. `seat` 0: nobody yet."""

    seat: int = 0
    is_vip: bool = False


class CareEnded(Fact, kind="care.ended"):
    """A member is not looked after in particular any more."""


class CareNoted(Fact, kind="care.noted"):
    """Something was written into a member's log: `note_kind` is life, difficulty, preference or done."""

    note_kind: str


class OutreachMade(Fact, kind="care.outreach_made"):
    """The team reached out to a member who had grown silent: by message, task, gift or role."""

    way: str
