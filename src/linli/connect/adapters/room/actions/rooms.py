"""Opening rooms and the links that lead into them."""

from datetime import datetime

from django.db import transaction

from linli.connect.adapters.room import ids, refusals
from linli.connect.adapters.room.models import Room, RoomLink
from linli.connect.gateway.models import Address, Channel
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor

ADAPTER = "room"


class BadLink(Refusal):
    """A link that could never let anybody in."""


class NotARoom(Refusal):
    """The address belongs to another platform."""

    def __init__(self) -> None:
        super().__init__("this group lives on another platform: only built-in rooms have links of their own")


@transaction.atomic
def open_channel(*, name: str, at: datetime) -> Channel:
    """The channel of built-in rooms; the first one of the organisation when there is one already."""
    known: Channel | None = Channel.objects.filter(adapter=ADAPTER).order_by("id").first()
    if known is not None:
        return known
    made: Channel = Channel.objects.create(adapter=ADAPTER, name=name, created_at=at)
    return made


@transaction.atomic
def open_room(*, address: Address) -> Room:
    """The room at an address of a room channel, made on first use. Raises NotARoom."""
    if address.channel.adapter != ADAPTER:
        raise NotARoom
    room, _ = Room.objects.select_related("address").get_or_create(address=address)
    found: Room = room
    return found


@transaction.atomic
def make_link(
    *,
    room: Room,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
    max_uses: int | None = None,
) -> RoomLink:
    """A new invitation. Its address is `/m/j/<token>/`. Raises BadLink."""
    if expires_at is not None and expires_at <= at:
        raise BadLink("the link would be over before it begins: choose a later moment")
    if max_uses is not None and max_uses < 1:
        raise BadLink("a link for nobody is no link: allow at least one use")
    link: RoomLink = RoomLink.objects.create(
        room=room,
        token=ids.token(),
        created_at=at,
        created_by=by.code,
        expires_at=expires_at,
        max_uses=max_uses,
    )
    audit.record("room.link_made", subject=f"room:{room.id}", by=by, at=at, after={"link": link.id})
    return link


@transaction.atomic
def revoke_link(*, link_id: int, by: Actor, at: datetime) -> RoomLink:
    """Nobody comes in through this link any more; those inside stay. Safe to repeat."""
    link = RoomLink.objects.select_for_update().filter(id=link_id).first()
    if link is None:
        raise refusals.NoSuchLink
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        audit.record(
            "room.link_revoked", subject=f"room:{link.room_id}", by=by, at=at, after={"link": link_id}
        )
    found: RoomLink = link
    return found
