"""Where a community seems to stand in its life, how large it may get, and whether a trial was a success.

Counts come from memberships and the last word of each member in them: `spoke_7` are members inside whose last
word is at most seven days old. That is all the floor can read below the belonging room, and it is enough to
suggest; a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from linli.people.communities.rules import Stage

YOUNG_DAYS = 14
FEW = 10
DEAD_DAYS = 60
QUIET_DAYS = 14
GROWS_BY = Fraction(1, 5)
FADING = Fraction(1, 20)
STICKS = Fraction(3, 10)
NEARLY = Fraction(9, 10)


@dataclass(frozen=True)
class Counts:
    """A community in numbers, now. People are counted once, without bots and the team.

    joined_30, left_30   came in and left within 30 days
    spoke_7, spoke_30    of those inside: said something within 7 and 30 days
    silent_days          days since anybody's last word; None where nobody ever spoke
    operators            members of the team inside
    """

    age_days: int
    members: int
    joined_30: int
    left_30: int
    spoke_7: int
    spoke_30: int
    silent_days: int | None
    operators: int = 0

    def figure(self, name: str) -> float:
        """A figure for the criteria of a trial; see FIGURES."""
        shares = {"spoke_share_30": self.spoke_30, "spoke_share_7": self.spoke_7}
        if name in shares:
            return round(100 * shares[name] / self.members, 1) if self.members else 0.0
        return float(getattr(self, name))


FIGURES = ("members", "joined_30", "spoke_30", "spoke_share_30", "spoke_share_7", "age_days")


@dataclass(frozen=True)
class Suggestion:
    """A stage that fits better than the one set, and why: codes with numbers, for sentences."""

    stage: Stage
    evidence: tuple[tuple[str, Mapping[str, int]], ...]


@dataclass(frozen=True)
class Alert:
    """Something about size to look at. `offers`: split, waiting_list, more_operators."""

    code: str
    numbers: Mapping[str, int]
    offers: tuple[str, ...]


@dataclass(frozen=True)
class Life:
    """A community's life so far, and planned. `share`: percent of the plan, at most 100; None without one."""

    began: date
    lived_days: int
    planned_days: int | None
    ends_on: date | None
    share: int | None
    over_by: int


@dataclass(frozen=True)
class Criterion:
    """What a trial should reach, and what it reached."""

    figure: str
    at_least: float
    reached: float

    @property
    def is_met(self) -> bool:
        """Reached or more."""
        return self.reached >= self.at_least


def seems(counts: Counts) -> Suggestion:
    """The stage that fits the numbers, always with at least one piece of evidence."""
    grown = max(counts.members - counts.joined_30 + counts.left_30, 0)
    numbers = {"joined": counts.joined_30, "left": counts.left_30, "members": counts.members}
    if counts.age_days > DEAD_DAYS and (counts.silent_days is None or counts.silent_days > DEAD_DAYS):
        return Suggestion(Stage.DISSOLVED, (("silent", {"days": counts.silent_days or counts.age_days}),))
    if counts.age_days < YOUNG_DAYS or counts.members < FEW:
        young = {"days": counts.age_days, "members": counts.members}
        return Suggestion(Stage.STARTUP, (("young", young),))
    if counts.silent_days is None or counts.silent_days > QUIET_DAYS:
        return Suggestion(Stage.DECLINING, (("silent", {"days": counts.silent_days or counts.age_days}),))
    if counts.left_30 > counts.joined_30 and counts.left_30 >= FADING * (grown or 1):
        return Suggestion(Stage.DECLINING, (("more_leave", numbers),))
    if counts.spoke_30 < FADING * counts.members:
        return Suggestion(Stage.DECLINING, (("few_speak", _speech(counts)),))
    if counts.joined_30 - counts.left_30 >= GROWS_BY * (grown or 1):
        return Suggestion(Stage.GROWTH, (("many_join", numbers), ("speak", _speech(counts))))
    return Suggestion(Stage.STABLE, (("steady", numbers), ("speak", _speech(counts))))


def suggestion(counts: Counts, *, stage: str) -> Suggestion | None:
    """A better stage than the one set; None where it fits, and for what was dissolved."""
    fitting = seems(counts)
    return None if stage in (fitting.stage, Stage.DISSOLVED) else fitting


def life(*, began: date, today: date, planned_days: int | None) -> Life:
    """Planned and lived, in days; the day it began is the first."""
    lived = max((today - began).days + 1, 0)
    if not planned_days:
        return Life(began, lived, None, None, None, 0)
    ends_on = began + timedelta(days=planned_days - 1)
    return Life(
        began,
        lived,
        planned_days,
        ends_on,
        min(100, 100 * lived // planned_days),
        max(0, lived - planned_days),
    )


def size_alerts(counts: Counts, *, capacity: int | None, growth: str, staff_ratio: int | None) -> list[Alert]:
    """What about a community's size needs somebody: full, nearly full, too much work, growing but cooling."""
    found = []
    if growth == "capped" and capacity:
        room = {"members": counts.members, "capacity": capacity}
        if counts.members >= capacity:
            found.append(Alert("full", room, ("split", "waiting_list")))
        elif counts.members >= NEARLY * capacity:
            found.append(Alert("nearly_full", room, ("split", "waiting_list")))
    if staff_ratio and counts.members > staff_ratio * max(counts.operators, 1):
        load = {"members": counts.members, "operators": counts.operators, "ratio": staff_ratio}
        found.append(Alert("overloaded", load, ("more_operators", "split")))
    if _is_cooling(counts):
        cooling = {"week": counts.spoke_7, "month": counts.spoke_30, "joined": counts.joined_30}
        found.append(Alert("cooling", cooling, ("split", "waiting_list")))
    return found


def judged(criteria: Sequence[Mapping[str, object]], counts: Counts) -> list[Criterion]:
    """Each criterion of a trial with what was reached."""
    return [
        Criterion(str(one["figure"]), float(str(one["at_least"])), counts.figure(str(one["figure"])))
        for one in criteria
    ]


def is_proven(criteria: Sequence[Criterion]) -> bool:
    """A trial is a success when it has criteria and meets every one."""
    return bool(criteria) and all(one.is_met for one in criteria)


def _is_cooling(counts: Counts) -> bool:
    """It grows while of those who spoke this month only a few spoke this week."""
    grows = counts.joined_30 > counts.left_30 and counts.age_days >= YOUNG_DAYS
    return grows and counts.spoke_30 > 0 and counts.spoke_7 < STICKS * counts.spoke_30


def _speech(counts: Counts) -> dict[str, int]:
    return {"spoke": counts.spoke_30, "members": counts.members}
