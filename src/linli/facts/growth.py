"""Points and check-ins."""

from linli.facts.fact import Fact


class PointsAwarded(Fact, kind="points.awarded"):
    """Points were added to (or, when negative, taken from) a member's balance."""

    entry: int
    points: int
    reason: str
    currency: str = "points"


class CheckedIn(Fact, kind="checkin.done"):
    """A member checked in for a day in the community's zone.

    `streak` counts consecutive days, this one included.
    """

    day: str
    streak: int
    points: int
    via: str = "chat"
