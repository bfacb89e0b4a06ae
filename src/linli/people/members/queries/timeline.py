"""The life of a member as the log tells it, newest first, each event with a sentence a face can translate."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from linli.facts.messages import MessageRecalled
from linli.kernel.events import reading
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.people.members.models import Member
from linli.people.members.queries import people, sentences

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Entry:
    """One event of a member.

    sentence   an English msgid; a face shows `gettext(sentence) % params`
    quote      the member's own words, where they said something; never part of the sentence
    actor      who did it ("member:7", "staff:3", "run:12", "platform"); `cause` the event that led to it
    """

    id: UUID
    kind: str
    occurred_at: datetime
    community: int | None
    group: int | None
    actor: str
    cause: UUID | None
    sentence: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    quote: str = ""


@dataclass(frozen=True)
class Timeline:
    """Some entries, newest first; `before` is where the next page starts, None on the last."""

    entries: tuple[Entry, ...]
    before: datetime | None


def timeline_of(
    member: Member, *, before: datetime, limit: int = 50, reach: frozenset[int] | None = None
) -> Timeline:
    """A member's events before a moment, merged records included.

    There are at most `limit` of them, unless they share one instant.

    A limited seat does not see what happened in communities beyond its reach.
    """
    ids = people.all_ids(member.id)
    events, following = _page(ids, before, limit)
    shown = [one for one in events if reach is None or one.community is None or one.community in reach]
    recalled = {one.fact.message for one in events if isinstance(one.fact, MessageRecalled)}
    return Timeline(tuple(_entry(one, recalled) for one in shown), following)


def _page(ids: list[int], before: datetime, limit: int) -> tuple[list[Event], datetime | None]:
    """A page never ends inside an instant, because the next one starts before or after a whole instant."""
    org = scope.org_id()
    events = reading.member_events(org, ids, before=before, limit=limit + 1)
    if len(events) <= limit:
        return events, None
    last = events[-1].occurred_at
    earlier = [one for one in events if one.occurred_at > last]
    if earlier:
        return earlier, last + INSTANT
    crowd = reading.member_events(org, ids, before=last + INSTANT, limit=100_000)
    return [one for one in crowd if one.occurred_at == last], last


def _entry(event: Event, recalled: Container[str]) -> Entry:
    said = sentences.sentence_of(event.fact)
    is_recalled = getattr(event.fact, "message", None) in recalled
    return Entry(
        id=event.id,
        kind=event.kind,
        occurred_at=event.occurred_at,
        community=event.community,
        group=event.group,
        actor=event.actor,
        cause=event.cause,
        sentence=said.msgid,
        params=said.params,
        quote="" if is_recalled else said.quote,
    )
