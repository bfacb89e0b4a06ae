"""Who is muted where, until when, and what they could do before. Every write to `MatrixMute`."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from linli.connect.adapters.matrix.models import MatrixMute
from linli.connect.gateway.models import Address, Effect
from linli.connect.gateway.orders import UnmuteMember
from linli.connect.gateway.outbox import planning
from linli.kernel.orgs.actor import SYSTEM

LOCK_PATIENCE_SECONDS = 10.0
PLANNED_AGAIN_AFTER = timedelta(hours=1)
OPEN_STATES = ("planned", "reserved", "sending")


class RoomIsBusy(Exception):
    """Another change of the same room's power levels takes too long."""


@contextmanager
def room_lock(channel: int, room: str) -> Iterator[None]:
    """One change of a room's power levels at a time, over all processes: they are read and written whole.

    A lock of the session, so that no transaction is open while the homeserver is asked.
    """
    name = f"linli.matrix.power/{channel}/{room}"
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while not _ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name):
        if time.monotonic() > deadline:
            raise RoomIsBusy
        time.sleep(0.05)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)


def find(*, channel: int, room: str, person: str) -> MatrixMute | None:
    """The mute of a person in a room, if there is one."""
    found: MatrixMute | None = MatrixMute.objects.filter(channel_id=channel, room=room, person=person).first()
    return found


@transaction.atomic
def note(
    *, channel: int, room: str, person: str, previous: int | None, until: datetime, at: datetime
) -> tuple[MatrixMute, bool]:
    """Write a mute down before it is carried out; a second one only moves the end.

    Returns it, and whether it is new.
    """
    if known := find(channel=channel, room=room, person=person):
        known.until = until
        known.save(update_fields=["until"])
        return known, False
    made: MatrixMute = MatrixMute.objects.create(
        channel_id=channel, room=room, person=person, previous_level=previous, muted_at=at, until=until
    )
    return made, True


def forget(mute: MatrixMute) -> None:
    """The platform refused it: nothing is to be lifted."""
    mute.delete()


@transaction.atomic
def plan_end(mute: MatrixMute, *, at: datetime) -> None:
    """Put the end of a mute into the outbox, in place of an end that was planned before.

    A room that no group is bound to gets none: the outbox reaches groups only.
    """
    places = Address.objects.filter(channel_id=mute.channel_id, external=mute.room)
    group = places.values_list("group_id", flat=True).first()
    if group is None:
        return
    planning.void(origin=_origin(mute), reason="moved", at=at)
    planned = planning.Plan(
        key=f"{_origin(mute)}:{max(mute.until, at).isoformat()}",
        group=group,
        payload=UnmuteMember(mute.person),
        message_class="safety",
        policy="at_least_once",
        priority=90,
        due_at=max(mute.until, at),
        origin=_origin(mute),
        source="end of a mute",
    )
    planning.plan([planned], by=SYSTEM, at=at)


@transaction.atomic
def close(mute: MatrixMute, *, at: datetime) -> None:
    """The person may speak again; an end that is still planned is not needed."""
    planning.void(origin=_origin(mute), reason="lifted", at=at)
    mute.delete()


def overdue(*, at: datetime) -> Sequence[MatrixMute]:
    """Mutes of the organisation in scope that ended and whose end nobody is about to send."""
    ended = list(MatrixMute.objects.filter(until__lte=at).order_by("until", "id")[:500])
    origins = [_origin(mute) for mute in ended]
    is_tended = Q(state__in=OPEN_STATES) | Q(planned_at__gt=at - PLANNED_AGAIN_AFTER)
    waiting = set(Effect.objects.filter(is_tended, origin__in=origins).values_list("origin", flat=True))
    return [mute for mute in ended if _origin(mute) not in waiting]


def _origin(mute: MatrixMute) -> str:
    return f"matrix-mute:{mute.id}"


def _ask(statement: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [name])
        return bool(cursor.fetchone()[0])
