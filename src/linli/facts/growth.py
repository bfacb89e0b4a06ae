"""Points and check-ins."""

from linli.facts.fact import Fact


class PointsAwarded(Fact, kind="points.awarded"):
    """Points were added to (or, when negative, taken from) a member's balance.

    Small awards made together are told together: `entry` is the first of `entries` ledger entries.
    """

    entry: int
    points: int
    reason: str
    currency: str = "points"
    entries: int = 1


class CheckedIn(Fact, kind="checkin.done"):
    """A member checked in for a day in the community's zone.

    `streak` counts consecutive days, this one included.
    """

    day: str
    streak: int
    points: int
    via: str = "chat"
