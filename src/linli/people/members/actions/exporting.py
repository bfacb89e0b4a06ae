"""Handing out everything that is held about a person."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

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

_MOST_EVENTS = 10_000_000


@transaction.atomic
def export_member(*, member: Member, by: Actor, at: datetime) -> Mapping[str, Plain]:
    """Everything held about a member as plain values: profile, events newest first, and a section a room.

    Times are ISO 8601 in UTC. That it was handed out is written down.
    """
    person = people.get_member(member.id)
    ids = people.all_ids(person.id)
    document: dict[str, Plain] = {
        "exported_at": at.isoformat(),
        "member_ids": ids,
        "profile": msgspec.to_builtins(asdict(profile.profile_of(person))),
        "events": [_plain(event) for event in _events(ids)],
        "records": holding.rows_about(ids),
        "rooms": {name: function(ids) for name, function in exports.registered().items()},
    }
    audit.record("member.exported", subject=f"member:{person.id}", by=by, at=at)
    return document


def _events(ids: list[int]) -> list[Event]:
    return reading.member_events(
        scope.org_id(), ids, before=datetime.max.replace(tzinfo=UTC), limit=_MOST_EVENTS
    )


def _plain(event: Event) -> Plain:
    said: Plain = {
        "id": str(event.id),
        "kind": event.kind,
        "occurred_at": event.occurred_at.isoformat(),
        "community": event.community,
        "group": event.group,
        "by": event.actor,
        "fact": msgspec.to_builtins(event.fact),
    }
    return said
