"""What a simulation found, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext, pgettext

from linli.connect.gateway.outbox import explain
from linli.faces.ui.words import role_name
from linli.kernel.orgs.rules import Role
from linli.people.communities import naming
from linli.people.members.queries import names
from linli.run.playbooks.simulating.report import Day, Line
from linli.run.playbooks.simulating.shapes import MACHINE


@dataclass(frozen=True)
class DayRow:
    """A day: what the machine would have said, what people, and what would have been held back, in words."""

    day: date
    sent: int
    where: str
    by_hand: int
    by_whom: str
    held_back: int
    why: str


@dataclass(frozen=True)
class LineRow:
    """One thing that would have happened, or not."""

    at: datetime
    about: str
    step: str
    what: str
    by: str
    fate: str
    hue: str


def day(one: Day) -> DayRow:
    """A day in words."""
    return DayRow(
        date.fromisoformat(one.day),
        sum(one.sent.values()),
        _listed({surface_words(name): count for name, count in one.sent.items()}),
        sum(one.by_hand.values()),
        _listed({who_words(name): count for name, count in one.by_hand.items()}),
        sum(one.suppressed.values()),
        _listed({reason_words(name): count for name, count in one.suppressed.items()}),
    )


def lines(found: Sequence[Line]) -> list[LineRow]:
    """Lines with the names of people and groups, in two queries."""
    people = names.names_of({one.member for one in found if one.member})
    groups = naming.names_of_groups({one.group for one in found if one.group})
    return [
        LineRow(
            one.at,
            people.get(one.member or 0, "") or (groups[one.group].name if one.group in groups else ""),
            one.step.replace("_", " "),
            does_words(one.does),
            "" if one.by == MACHINE else who_words(one.by),
            reason_words(one.reason) if one.fate == "suppressed" else fate_words(one.fate),
            {"done": "green", "suppressed": "rose"}.get(one.fate, "grey"),
        )
        for one in found
    ]


def who_words(role: str) -> str:
    """Whom a task waits for: a role of staff, whoever is on duty, or a role of the community by its code."""
    if role == "duty":
        return gettext("whoever is on duty")
    return role_name(role) if role in {one.value for one in Role} else role.replace("_", " ")


def surface_words(surface: str) -> str:
    """Where something is said."""
    return {
        "group": gettext("to the group"),
        "dm": gettext("in private"),
        "mention_all": gettext("to everybody at once"),
    }.get(surface, surface)


def reason_words(reason: str) -> str:
    """Why something would have been held back: what the outbox says, and what only a simulation knows."""
    known = {"holdout": gettext("of the holdout"), "exited": gettext("the run was over")}
    return known.get(reason) or explain.reason(reason)


def does_words(does: str) -> str:
    """What a step does, as the report names it."""
    return {
        "post": pgettext("step", "Message"),
        "award": pgettext("step", "Points"),
        "task": pgettext("step", "Task"),
        "survey": pgettext("step", "Survey"),
        "activity": pgettext("step", "Activity"),
    }.get(does, does)


def fate_words(fate: str) -> str:
    """What became of it."""
    return {"done": gettext("would have happened"), "pending": gettext("still to come")}.get(fate, fate)


def _listed(counted: Mapping[str, int]) -> str:
    return ", ".join(
        f"{name} {count:,}" for name, count in sorted(counted.items(), key=lambda item: -item[1])
    )
