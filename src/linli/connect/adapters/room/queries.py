"""Reads of rooms: which room, which guest, who is inside, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from linli.connect.adapters.room import refusals
from linli.connect.adapters.room.models import Room, RoomGuest, RoomImage, RoomLink, RoomMessage, RoomStay
from linli.connect.gateway.models import Identity

SHOWN = 40
CAUGHT_UP = 200
_WITH = ("guest", "about", "reply_to", "reply_to__guest", "room__address")


@dataclass(frozen=True)
class Invitation:
    """A link that was found, with the room it leads to."""

    link: RoomLink
    room: Room


def find_link(token: str) -> tuple[int, int] | None:
    """(organisation, link id) of a token, in every organisation: a link is how a stranger names one."""
    row = RoomLink._base_manager.filter(token=token).values_list("org_id", "id").first()
    return row if row else None


def get_invitation(link_id: int) -> Invitation:
    """A link in scope with its room and address, or NoSuchLink."""
    found = RoomLink.objects.select_related("room__address__channel").filter(id=link_id).first()
    if found is None:
        raise refusals.NoSuchLink
    return Invitation(found, found.room)


def is_open(link: RoomLink, *, at: datetime) -> bool:
    """Does a link still let people in?"""
    is_spent = link.max_uses is not None and link.uses >= link.max_uses
    is_past = link.expires_at is not None and link.expires_at <= at
    return link.revoked_at is None and not is_spent and not is_past and link.room.address.group_id is not None


def links_of(room: Room) -> list[RoomLink]:
    """The links of a room, newest first."""
    return list(RoomLink.objects.filter(room=room).order_by("-id"))


def find_room(address_id: int) -> Room | None:
    """The room at an address, when there is one."""
    found: Room | None = Room.objects.filter(address_id=address_id).first()
    return found


def find_room_of_group(group_id: int) -> Room | None:
    """The room in which a group of a community lives, when it lives here."""
    found: Room | None = Room.objects.select_related("address").filter(address__group_id=group_id).first()
    return found


def find_guest(guest_id: int, session: str) -> RoomGuest | None:
    """The guest of a cookie, unless the cookie was made void."""
    found: RoomGuest | None = RoomGuest.objects.filter(
        id=guest_id, session=session, erased_at=None, channel__state="active"
    ).first()
    return found


def find_stay(guest: RoomGuest, room: Room) -> RoomStay | None:
    """A guest's place in a room, past or present."""
    found: RoomStay | None = RoomStay.objects.filter(guest=guest, room=room).first()
    return found


def access_stay(guest: RoomGuest, external: str) -> RoomStay:
    """A guest's place in the room of an address, while they are in it: the door of rooms.

    Raises NoSuchRoom, and RoomIsClosed where they were in a group that has ended.
    """
    found: RoomStay | None = (
        RoomStay.objects.select_related("room__address", "guest")
        .filter(guest=guest, room__address__external=external, room__address__channel_id=guest.channel_id)
        .filter(left_at=None)
        .first()
    )
    if found is None:
        raise refusals.NoSuchRoom
    if found.room.address.group_id is None:
        raise refusals.RoomIsClosed
    return found


def stays_of(guest: RoomGuest) -> list[RoomStay]:
    """The rooms a guest is in, last visited first."""
    found = RoomStay.objects.select_related("room__address").filter(
        guest=guest, left_at=None, room__address__group_id__isnull=False
    )
    return sorted(found, key=lambda stay: (stay.seen_at or stay.joined_at, stay.id), reverse=True)


def member_id_of(guest: RoomGuest) -> int | None:
    """The member a guest stands for; None before they were ever in a room."""
    row = Identity.objects.filter(channel_id=guest.channel_id, external=guest.external)
    found: int | None = row.values_list("member_id", flat=True).first()
    return found


def guests_in(room: Room) -> list[RoomGuest]:
    """Who is in a room now, by name."""
    ids = RoomStay.objects.filter(room=room, left_at=None).values("guest_id")
    return list(RoomGuest.objects.filter(id__in=ids).order_by("name", "id"))


def count_guests(room: Room) -> int:
    """How many are in a room now."""
    return int(RoomStay.objects.filter(room=room, left_at=None).count())


def recent(
    room: Room, *, viewer: RoomGuest | None, before: int | None = None, limit: int = SHOWN
) -> list[RoomMessage]:
    """The newest messages (older than the row `before`) that a viewer may see, oldest first."""
    found = _seen_by(viewer).filter(room=room)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[:limit])[::-1]


def changes_since(room_id: int, position: int, *, limit: int = CAUGHT_UP) -> list[RoomMessage]:
    """Rows written or changed after a position, in the order of their positions, for every viewer."""
    found = RoomMessage.objects.select_related(*_WITH, "only_for").filter(
        room_id=room_id, position__gt=position
    )
    return list(found.order_by("position", "id")[:limit])


def get_message(room: Room, external: str, *, viewer: RoomGuest) -> RoomMessage:
    """One message a viewer may see, or NoSuchMessage."""
    found = _seen_by(viewer).filter(room=room, external=external).first()
    if found is None:
        raise refusals.NoSuchMessage
    message: RoomMessage = found
    return message


def count_unseen(stay: RoomStay, *, limit: int = 99) -> int:
    """How many messages came since the guest last looked, up to `limit`."""
    found = _seen_by(stay.guest).filter(room_id=stay.room_id, id__gt=stay.seen_message, kind="message")
    return len(found.exclude(guest_id=stay.guest_id).values_list("id", flat=True)[:limit])


def get_image(token: str) -> RoomImage:
    """A picture of the organisation in scope, or NoSuchMessage."""
    found: RoomImage | None = RoomImage.objects.filter(token=token).first()
    if found is None:
        raise refusals.NoSuchMessage
    return found


def export(member_ids: Sequence[int]) -> list[dict[str, str]]:
    """What this room holds about a person: their words as the pages show them, oldest first."""
    identities = Identity.objects.filter(member_id__in=member_ids).values("id")
    found = RoomMessage.objects.filter(guest__identity_id__in=identities, kind="message").order_by("id")
    return [
        {"id": external, "at": at.isoformat(), "text": text}
        for external, at, text in found.values_list("external", "at", "text")
    ]


def _seen_by(viewer: RoomGuest | None) -> QuerySet[RoomMessage]:
    public = Q(only_for=None)
    return RoomMessage.objects.select_related(*_WITH, "only_for").filter(
        public if viewer is None else public | Q(only_for=viewer)
    )
