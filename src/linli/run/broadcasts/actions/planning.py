"""Bringing a confirmed broadcast into the outbox, in steps that a killed process goes on behind."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import many, planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.broadcasts import BroadcastPlanned
from linli.kernel import texts
from linli.kernel.events import log
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.members.queries import names
from linli.run.broadcasts.models import Broadcast
from linli.run.broadcasts.queries import listing
from linli.run.broadcasts.rules import State, Way

STEP = 25_000
PRIORITY = 40


def plan_waiting(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Plan every confirmed broadcast of the organisation in scope; returns how many messages that were."""
    total = 0
    while (count := _plan_step(at=at, by=by)) is not None:
        total += count
    return total


@transaction.atomic
def _plan_step(*, at: datetime, by: Actor) -> int | None:
    """Plan the next messages of one broadcast nobody else works on; None when there is none."""
    one: Broadcast | None = (
        Broadcast.objects.select_for_update(skip_locked=True)
        .filter(state=State.PLANNING)
        .order_by("id")
        .first()
    )
    if one is None:
        return None
    if one.way == Way.GROUPS:
        count = len(planning.plan(_posts(one, at), by=by, at=at))
        _finish(one, at=at, by=by)
        return count
    members = _next_members(one)
    count = many.plan_messages(_words(one.text, members), like=_like(one, at), by=by, at=at)
    if len(members) < STEP:
        _finish(one, at=at, by=by)
    else:
        one.cursor = members[-1]
        one.save(update_fields=["cursor"])
    return count


def _next_members(one: Broadcast) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id FROM broadcasts_recipient WHERE broadcast_id = %s AND org_id = %s"
            " AND left_out = '' AND member_id > %s ORDER BY member_id LIMIT %s",
            [one.id, scope.org_id(), one.cursor, STEP],
        )
        return [row[0] for row in cursor.fetchall()]


def _words(text: str, members: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The text for each member; names are looked up only where it asks for them."""
    if not texts.variables(text):
        same = texts.fill(text, {})
        yield from ((member, same) for member in members)
        return
    known = names.names_of(members)
    for member in members:
        yield member, texts.fill(text, {"person.name": known.get(member, "")})


def _like(one: Broadcast, at: datetime) -> Plan:
    """What all its messages share."""
    due = max(one.send_at or at, at)
    return Plan(
        key=f"broadcast/{one.id}",
        group=None,
        community=one.community_id,
        payload=orders.SendMessage(text=""),
        message_class=one.message_class,
        surface="dm",
        priority=PRIORITY,
        due_at=due,
        late_after=due + timedelta(hours=one.late_hours),
        origin=listing.origin_of(one.id),
        source=f"{listing.sender_of(one.id)} / {one.title}",
    )


def _posts(one: Broadcast, at: datetime) -> list[Plan]:
    due = max(one.send_at or at, at)
    payload = orders.SendMessage(text=texts.fill(one.text, {}))
    return [
        Plan(
            key=f"broadcast/{one.id}/group/{group}",
            group=group,
            payload=payload,
            message_class=one.message_class,
            priority=PRIORITY,
            due_at=due,
            late_after=due + timedelta(hours=one.late_hours),
            origin=listing.origin_of(one.id),
            source=f"{listing.sender_of(one.id)} / {one.title}",
        )
        for group in one.group_ids
    ]


def _finish(one: Broadcast, *, at: datetime, by: Actor) -> None:
    one.state, one.planned_at = State.SENDING, at
    one.save(update_fields=["state", "planned_at"])
    log.append_one(BroadcastPlanned(one.id, one.targets), by=by, at=at, community=one.community_id)
