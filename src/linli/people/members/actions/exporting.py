"""Handing out everything that is held about a person."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from linli.kernel.events import reading
from linli.kernel.events.event import Event
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.members import exports
from linli.people.members.actions import holding
from linli.people.members.exports import Plain
from linli.people.members.models import Member
from linli.people.members.queries import people, profile
from linli.people.members.queries.profile import Profile

_PAGE = 2_000
_END = datetime.max.replace(tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Copy:
    """What is held about a member; `events` gives a new walk through all of them, newest first, by pages."""

    at: datetime
    member_ids: list[int]
    person: Profile
    records: Mapping[str, list[dict[str, Plain]]]
    rooms: Mapping[str, Plain]
    events: Callable[[], Iterator[Event]]


@transaction.atomic
def copy_of(*, member: Member, by: Actor, at: datetime) -> Copy:
    """Everything held about a member, its events read only when they are walked through.

    That it was handed out is written down.
    """
    person = people.get_member(member.id)
    ids = people.all_ids(person.id)
    org = scope.org_id()
    copy = Copy(
        at=at,
        member_ids=ids,
        person=profile.profile_of(person),
        records=holding.rows_about(ids),
        rooms={name: function(ids) for name, function in exports.registered().items()},
        events=lambda: _events(org, ids),
    )
    audit.record("member.exported", subject=f"member:{person.id}", by=by, at=at)
    return copy


def export_member(*, member: Member, by: Actor, at: datetime) -> Mapping[str, Plain]:
    """The same as one document of plain values: for programs, and for people with few events.

    Times are ISO 8601 in UTC.
    """
    copy = copy_of(member=member, by=by, at=at)
    return {**head_of(copy), "events": [plain(event) for event in copy.events()]}


def note_list(*, rows: int, by: Actor, at: datetime) -> None:
    """A table of members was handed out: written down with its length."""
    audit.record("members.exported", subject="members", by=by, at=at, after={"rows": rows})


def head_of(copy: Copy) -> dict[str, Plain]:
    """All but the events as plain values."""
    return {
        "exported_at": copy.at.isoformat(),
        "member_ids": copy.member_ids,
        "profile": msgspec.to_builtins(asdict(copy.person)),
        "records": copy.records,
        "rooms": copy.rooms,
    }


def plain(event: Event) -> dict[str, Plain]:
    """An event as plain values."""
    return {
        "id": str(event.id),
        "kind": event.kind,
        "occurred_at": event.occurred_at.isoformat(),
        "community": event.community,
        "group": event.group,
        "by": event.actor,
        "fact": msgspec.to_builtins(event.fact),
    }


def _events(org: int, ids: list[int]) -> Iterator[Event]:
    """Pages overlap by one moment, so that events of the same moment are neither lost nor told twice."""
    before, limit = _END, _PAGE
    told: set[UUID] = set()
    while True:
        page = reading.member_events(org, ids, before=before, limit=limit)
        fresh = [event for event in page if event.id not in told]
        yield from fresh
        if len(page) < limit:
            return
        last = page[-1].occurred_at
        is_stuck = page[0].occurred_at == last
        told = {event.id for event in page if event.occurred_at == last}
        limit = limit * 2 if is_stuck else _PAGE
        before = last + _INSTANT
