"""What the stages of a member's life in a community mean: thresholds, and pure decisions by them.

`actions/recounting.py` says the same in SQL; a property test holds the two equal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

import msgspec

STAGES = ("new", "active", "at_risk", "silent", "lost", "returned")
RELATIONS = ("stranger", "familiar", "trusted")
CONTRIBUTIONS = ("active", "ordinary", "lurker")

Days = Annotated[int, msgspec.Meta(ge=1, le=365)]
Count = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Span = Annotated[int, msgspec.Meta(ge=0, le=3650)]


class BadThresholds(ValueError):
    """Thresholds that contradict each other; `code` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a member is in which stage; every number is one of days unless it says otherwise.

    new_days        this long after coming a member is new
    at_risk_days    without a sign of life for this long: at risk
    silent_days     for this long: silent; who comes back after as long a pause has returned
    lost_days       for this long: lost, as is who left (the silent churn of the churn rate)
    returned_days   this long after coming back a member is "returned"
    familiar_days, familiar_messages              days on which, and messages with which, they are no stranger
    trusted_days, trusted_messages, trusted_replies, trusted_span
                    days, messages and answers to others; `trusted_span` days lie between first and last
    giving_days, giving_messages                  in 30 days: an active participant (one: ordinary)
    """

    new_days: Days = 14
    at_risk_days: Days = 7
    silent_days: Days = 14
    lost_days: Days = 30
    returned_days: Days = 7
    familiar_days: Count = 3
    familiar_messages: Count = 5
    trusted_days: Count = 15
    trusted_messages: Count = 40
    trusted_replies: Span = 5
    trusted_span: Span = 30
    giving_days: Count = 6
    giving_messages: Count = 10

    def check(self) -> None:
        """Raise BadThresholds when a later stage would come before an earlier one."""
        if not self.at_risk_days < self.silent_days < self.lost_days:
            raise BadThresholds("order")
        if self.trusted_days < self.familiar_days or self.trusted_messages < self.familiar_messages:
            raise BadThresholds("trust")


DEFAULT = Thresholds()


@dataclass(frozen=True)
class Day:
    """What somebody did on a day."""

    day: date
    messages: int = 0
    replies: int = 0
    reactions: int = 0
    checkins: int = 0


@dataclass(frozen=True)
class Life:
    """What is known of a member in a community: first and last coming, leaving, and active days.

    left_on     the day of the last leaving; `is_in` says whether they came again
    days        by day, each once
    """

    joined_on: date
    came_on: date
    left_on: date | None
    is_in: bool
    days: Sequence[Day]


@dataclass(frozen=True)
class Standing:
    """Where a member stands on a day, and since which day."""

    stage: str
    stage_since: date
    relation: str
    relation_since: date
    contribution: str


@dataclass(frozen=True)
class _Signs:
    last: date
    is_active: bool
    back_on: date | None
    resumed_on: date | None
    familiar_on: date | None
    trusted_on: date | None


def standing(life: Life, today: date, by: Thresholds) -> Standing:
    """The stage, relation and contribution of a member on a day, by these thresholds."""
    days = [one for one in life.days if one.day <= today]
    signs = _signs(life, days, by)
    stage = stage_of(life, signs, today, by)
    relation, since = "stranger", life.joined_on
    if signs.trusted_on is not None:
        relation, since = "trusted", signs.trusted_on
    elif signs.familiar_on is not None:
        relation, since = "familiar", signs.familiar_on
    return Standing(
        stage, _since(stage, life, signs, by), relation, since, contribution(days, today=today, by=by)
    )


def stage_of(life: Life, signs: _Signs, today: date, by: Thresholds) -> str:
    """The first that fits: lost, silent, returned, new, at risk, active."""
    idle = (today - signs.last).days
    if not life.is_in or idle >= by.lost_days:
        return "lost"
    if idle >= by.silent_days:
        return "silent"
    if signs.back_on is not None and (today - signs.back_on).days < by.returned_days:
        return "returned"
    if (today - life.joined_on).days < by.new_days:
        return "new"
    return "at_risk" if idle >= by.at_risk_days or not signs.is_active else "active"


def contribution(days: Iterable[Day], *, today: date, by: Thresholds) -> str:
    """How much somebody gives, by the 30 days that end today."""
    recent = [one for one in days if today - timedelta(days=30) < one.day <= today]
    messages = sum(one.messages for one in recent)
    if len(recent) >= by.giving_days and messages >= by.giving_messages:
        return "active"
    return "ordinary" if recent else "lurker"


def _signs(life: Life, days: Sequence[Day], by: Thresholds) -> _Signs:
    found = {life.joined_on: Day(life.joined_on), life.came_on: Day(life.came_on)}
    active = {one.day for one in days}
    found |= {one.day: one for one in days}
    back_on = resumed_on = familiar_on = trusted_on = previous = None
    count = messages = replies = 0
    first = min(found)
    for day in sorted(found):
        gap = (day - previous).days if previous is not None else 0
        back_on = day if gap >= by.silent_days else back_on
        resumed_on = day if gap >= by.at_risk_days else resumed_on
        count, previous = count + (day in active), day
        messages, replies = messages + found[day].messages, replies + found[day].replies
        if count >= by.familiar_days and messages >= by.familiar_messages:
            familiar_on = familiar_on or day
            is_close = count >= by.trusted_days and messages >= by.trusted_messages
            if is_close and replies >= by.trusted_replies and (day - first).days >= by.trusted_span:
                trusted_on = trusted_on or day
    return _Signs(max(found), bool(active), back_on, resumed_on, familiar_on, trusted_on)


def _since(stage: str, life: Life, signs: _Signs, by: Thresholds) -> date:
    settled = life.joined_on + timedelta(days=by.new_days)
    settled_again = signs.back_on + timedelta(days=by.returned_days) if signs.back_on else settled
    gone = signs.last + timedelta(days=by.lost_days)
    match stage:
        case "lost":
            return gone if life.is_in or life.left_on is None else min(life.left_on, gone)
        case "silent":
            return signs.last + timedelta(days=by.silent_days)
        case "returned":
            return signs.back_on or signs.last
        case "new":
            return life.joined_on
        case "at_risk":
            quiet = signs.last + timedelta(days=by.at_risk_days) if signs.is_active else settled
            return max(settled, settled_again, quiet)
        case _:
            return max(settled, settled_again, signs.resumed_on or settled)
