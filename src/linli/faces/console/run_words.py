"""Runs in words: their states, and whom they are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from linli.people.communities import naming
from linli.people.members.queries import names

HUES = {"done": "green", "stopped": "grey", "paused": "amber", "blocked_task": "violet"}


class AnyRun(Protocol):
    """What is needed of a run."""

    id: int
    member_id: int | None
    group_id: int | None
    community_id: int
    state: str
    step: str
    outcome: str
    trouble: str
    is_test: bool
    wake_at: datetime | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class RunRow:
    """A run in a list: whom it is about, and where that is."""

    run: AnyRun
    subject: str
    place: str
    state: str
    hue: str
    url: str


def rows(runs: Iterable[AnyRun]) -> list[RunRow]:
    """Runs with the names of their people and groups, in three queries however many they are."""
    listed = list(runs)
    people = names.names_of({one.member_id for one in listed if one.member_id})
    places = naming.names_of_groups({one.group_id for one in listed if one.group_id})
    groups = {id: place.name for id, place in places.items()}
    return [_row(one, people, groups) for one in listed]


def state_words(state: str) -> str:
    """A state of a run as people read it."""
    return {
        "waiting": pgettext("run", "Waiting"),
        "ready": pgettext("run", "Moving on"),
        "running": pgettext("run", "Moving on"),
        "blocked_task": pgettext("run", "Waits for a person"),
        "paused": pgettext("run", "Paused"),
        "done": pgettext("run", "At its end"),
        "stopped": pgettext("run", "Stopped"),
    }.get(state, state)


def _row(one: AnyRun, people: Mapping[int, str], groups: Mapping[int, str]) -> RunRow:
    group = groups.get(one.group_id or 0, "")
    person = people.get(one.member_id or 0, "")
    if one.member_id is None:
        subject, place = group or gettext("A group"), gettext("the whole group")
    else:
        subject, place = person or gettext("Somebody erased"), group
    return RunRow(
        one,
        subject,
        place,
        state_words(one.state),
        HUES.get(one.state, "sky"),
        reverse("console:run", args=[one.id]),
    )
