"""Letting a broadcast go: with the number that was seen, and by two people where that is wanted."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.facts.broadcasts import BroadcastConfirmed
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.rules import Role
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.openings import Opening
from linli.run.broadcasts import rules
from linli.run.broadcasts.actions import writing
from linli.run.broadcasts.actions.writing import CannotBroadcast
from linli.run.broadcasts.models import Broadcast
from linli.run.broadcasts.queries import audience, listing
from linli.run.broadcasts.rules import State, Way

PATIENCE = timedelta(days=1)


@transaction.atomic
def confirm(
    *,
    broadcast_id: int,
    version: int,
    targets: int,
    reach: frozenset[int] | None,
    by: Actor,
    at: datetime,
) -> Broadcast:
    """Write the audience down and let the broadcast go to `targets`, the number that was shown.

    Refused when that number is another one now; nothing is written then. Where a second person has to
    confirm, it waits for them.
    """
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.DRAFT)
    if one.version != version:
        raise CannotBroadcast(_("somebody changed this broadcast meanwhile: look at it again"))
    count = _write_down(one, reach)
    if not count:
        raise CannotBroadcast(_("this reaches nobody: choose other people or groups"))
    if count != targets:
        raise CannotBroadcast(
            ngettext(
                "it would go to %(count)s now: look again and confirm that number",
                "it would go to %(count)s now: look again and confirm that number",
                count,
            )
            % {"count": count}
        )
    waits = rules.needs_second(people=count, limit=listing.second_above())
    one.state = State.WAITING if waits else State.PLANNING
    one.targets, one.confirmed_by, one.confirmed_at = count, by.code, at
    _keep(one, is_second=False, by=by, at=at)
    if waits:
        _ask_second(one, by=by, at=at)
    return one


@transaction.atomic
def confirm_second(*, broadcast_id: int, version: int, by: Actor, at: datetime) -> Broadcast:
    """Somebody else looked at it, too, and lets it go."""
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.WAITING)
    if one.version != version:
        raise CannotBroadcast(_("somebody changed this broadcast meanwhile: look at it again"))
    if by.code in (one.confirmed_by, one.author):
        raise CannotBroadcast(_("you wrote or confirmed this yourself: somebody else has to look at it"))
    one.state, one.second_by = State.PLANNING, by.code
    _keep(one, is_second=True, by=by, at=at)
    closing.settle_elsewhere({_task_origin(one.id): "confirmed"}, at=at, by=by)
    return one


@transaction.atomic
def take_back(*, broadcast_id: int, by: Actor, at: datetime) -> Broadcast:
    """Back to a draft while it waits for the second person; the audience is written down anew later."""
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.WAITING)
    one.recipients.all().delete()
    one.state, one.targets, one.confirmed_by, one.confirmed_at = State.DRAFT, 0, "", None
    one.version += 1
    one.save()
    audit.record("broadcasts.taken_back", subject=f"broadcast:{one.id}", by=by, at=at)
    closing.cancel_tasks({_task_origin(one.id): "taken_back"}, at=at, by=by)
    return one


def _write_down(one: Broadcast, reach: frozenset[int] | None) -> int:
    """Keep the audience as it is now, each person once; returns how many get the message."""
    if one.way == Way.GROUPS:
        one.group_ids = audience.groups_of(one, reach)
        return len(one.group_ids)
    rows = audience.recipients(one, reach)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO broadcasts_recipient (org_id, broadcast_id, member_id, left_out)"
            f" {rows.text} ON CONFLICT (broadcast_id, member_id) DO NOTHING",
            audience.parameters(*rows.params),
        )
    return one.recipients.filter(left_out="").count()


def _keep(one: Broadcast, *, is_second: bool, by: Actor, at: datetime) -> None:
    one.version += 1
    one.save()
    audit.record(
        "broadcasts.confirmed",
        subject=f"broadcast:{one.id}",
        by=by,
        at=at,
        after={"targets": one.targets, "state": one.state, "is_second": is_second},
    )
    log.append_one(
        BroadcastConfirmed(one.id, one.targets, is_second), by=by, at=at, community=one.community_id
    )


def _ask_second(one: Broadcast, *, by: Actor, at: datetime) -> None:
    task = Opening(
        key=f"broadcast/{one.id}/{one.version}",
        about="approval",
        title=_("Confirm a broadcast to %(count)s people") % {"count": one.targets},
        community=one.community_id,
        origin=_task_origin(one.id),
        source=listing.sender_of(one.id),
        role=Role.PLANNER,
        body=one.text,
        due_at=at + PATIENCE,
        outcomes=(),
    )
    opening.open_tasks([task], by=by, at=at)


def _task_origin(broadcast_id: int) -> str:
    return f"broadcast-second:{broadcast_id}"
