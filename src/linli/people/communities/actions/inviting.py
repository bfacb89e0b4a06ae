"""The invitation behind a move: a direct message with a page to answer on, then the way in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.adapters.room.actions import rooms
from linli.connect.adapters.room.models import RoomLink
from linli.connect.gateway import orders
from linli.connect.gateway.models import Address
from linli.connect.gateway.outbox import planning
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities.models import Group, Handover

LIVES = timedelta(days=30)


def invite(
    fresh: Sequence[Handover], *, target_group: Group | None, by: Actor, at: datetime, cause: Cause | None
) -> None:
    """Plan one direct message to each; in the caller's transaction. All of them have one target."""
    if not fresh:
        return
    target = fresh[0].target
    with translation.override(target.language):
        plans = [_plan(one, target_group, at=at, cause=cause) for one in fresh]
    for one, effect in zip(fresh, planning.plan(plans, by=by, at=at, cause=cause), strict=True):
        one.effect_id = effect
    Handover.objects.bulk_update(fresh, ["effect_id"])


@transaction.atomic
def way_in(*, handover: Handover, at: datetime) -> str | None:
    """The address of an accepted member's own invitation to the target's built-in room; None without a room.

    Asked again, it is the same one.
    """
    locked: Handover = Handover.objects.select_for_update().get(id=handover.id)
    if locked.state != "accepted":
        return None
    known = RoomLink.objects.filter(id=locked.link_id).first() if locked.link_id else None
    if known is None:
        address = _room_address(locked)
        if address is None:
            return None
        room = rooms.open_room(address=address)
        known = rooms.make_link(room=room, by=SYSTEM, at=at, expires_at=at + LIVES, max_uses=1)
        locked.link_id = known.id
        locked.save(update_fields=["link_id"])
    return f"/m/j/{known.token}/"


def origin_of(one: Handover) -> str:
    """What the outbox calls an invitation's origin."""
    return f"handover:{one.id}"


def path_of(one: Handover) -> str:
    """The page on which the member answers."""
    return f"/m/move/{one.token}/"


def _plan(one: Handover, target_group: Group | None, *, at: datetime, cause: Cause | None) -> planning.Plan:
    where = target_group.name if target_group else one.target.name
    lines = [_("We would like to invite you to “{name}”.").format(name=where)]
    if one.edge is not None:
        lines.append(one.edge.rule)
    lines.append(_("Say yes or no here: {url}").format(url=f"{settings.PUBLIC_URL}{path_of(one)}"))
    return planning.Plan(
        key=origin_of(one),
        group=None,
        member=one.member_id,
        payload=orders.SendMessage(text="\n".join(lines)),
        message_class="service",
        surface="dm",
        due_at=at,
        late_after=at + LIVES,
        origin=origin_of(one),
        source="handover",
        cause=cause,
    )


def _room_address(one: Handover) -> Address | None:
    groups = Group.objects.filter(community_id=one.target_id, closed_at=None)
    if one.target_group_id is not None:
        groups = groups.filter(id=one.target_group_id)
    found: Address | None = (
        Address.objects.select_related("channel")
        .filter(group_id__in=groups.values("id"), channel__adapter="room", channel__state="active")
        .order_by("id")
        .first()
    )
    return found
