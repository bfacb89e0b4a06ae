"""What stands in the calendar: entries of several rooms, each by a source; one more room is one more line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import pgettext

from linli.faces.console import calendar_words as words
from linli.run.calendar.queries import others, slots, standing
from linli.run.calendar.queries.slots import Look
from linli.run.calendar.rules.words import AHEAD, DROPPED, UNREADY


@dataclass(frozen=True)
class Entry:
    """Something in the calendar. `is_loose`: not certain yet; `version` is sent back when it is moved.

    slot   the number of a post of the calendar, None for what comes from elsewhere
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    hue: str
    state: str
    state_hue: str
    community_id: int | None
    url: str
    slot: int | None = None
    version: int = 0
    is_movable: bool = False
    is_loose: bool = False
    troubles: tuple[str, ...] = ()


Source = Callable[[Look], Sequence[Entry]]


def entries(look: Look) -> list[Entry]:
    """Everything in a stretch of time, by time."""
    found = [entry for source in SOURCES for entry in source(look)]
    return sorted(found, key=lambda one: (one.starts_at, one.title))


def posts(look: Look) -> list[Entry]:
    """The calendar's own posts, but what was taken out."""
    found = [one for one in slots.slots(look) if one.state not in DROPPED]
    groups = standing.open_groups({one.community_id for one in found}) if found else {}
    wrong = standing.troubles(found, groups)
    return [
        Entry(
            title=one.title,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            hue=words.HUES[one.category],
            state=words.state_name(one.state),
            state_hue=words.STATE_HUES[one.state],
            community_id=one.community_id,
            url=reverse("console:calendar-slot", args=[one.id]),
            slot=one.id,
            version=one.version,
            is_movable=one.state in AHEAD,
            is_loose=one.state in UNREADY,
            troubles=tuple(words.trouble_words(trouble) for trouble in wrong.get(one.id, ())),
        )
        for one in found
    ]


def outbox(look: Look) -> list[Entry]:
    """What playbooks and broadcasts have planned for groups; it is changed where it comes from."""
    return [
        Entry(
            title=one.sender,
            starts_at=one.due_at,
            ends_at=one.due_at + timedelta(minutes=15),
            hue="grey",
            state=pgettext("calendar", "In the outbox"),
            state_hue="grey",
            community_id=one.community_id,
            url=f"{reverse('console:outbox')}?sender={one.sender}",
        )
        for one in others.planned_posts(look)
    ]


SOURCES: tuple[Source, ...] = (posts, outbox)
