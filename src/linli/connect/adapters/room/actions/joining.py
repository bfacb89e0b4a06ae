"""Coming in by a link, leaving, and the name one goes by."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.connect.adapters.room import ids, queries, refusals, rules, telling, writing
from linli.connect.adapters.room.models import Room, RoomGuest, RoomLink, RoomMessage, RoomStay
from linli.connect.gateway.intake import meeting
from linli.connect.gateway.models import Channel, Identity


@dataclass(frozen=True)
class Entry:
    """A guest who is in; `is_new`: they came in just now."""

    guest: RoomGuest
    stay: RoomStay
    is_new: bool


@dataclass(frozen=True)
class Greeted:
    """A new guest and the member they stand for."""

    guest: RoomGuest
    member: int


@transaction.atomic
def join(*, link: RoomLink, guest: RoomGuest | None, name: str, at: datetime) -> Entry:
    """Let a person in through a link; a guest who is in already just stays.

    `guest` is who the cookie says they are, on this room's channel; None makes a new guest called `name`.
    Raises LinkIsOver, TooManyNewcomers, IsBanned and BadName.
    """
    locked = RoomLink.objects.select_for_update().get(id=link.id)
    room = Room.objects.select_related("address__channel").get(id=locked.room_id)
    locked.room = room
    known = queries.find_stay(guest, room) if guest else None
    if known is not None and known.left_at is None and guest is not None:
        return Entry(guest, known, is_new=False)
    if known is not None and known.banned_at is not None:
        raise refusals.IsBanned
    if not queries.is_open(locked, at=at):
        raise refusals.LinkIsOver
    _check_rush(room, at)
    entering = guest or _make_guest(room.address.channel, name, at)
    stay = _come_in(room, entering, known, at)
    RoomLink.objects.filter(id=locked.id).update(uses=F("uses") + 1)
    _remember_identity(entering)
    return Entry(entering, stay, is_new=True)


@transaction.atomic
def greet(*, channel: Channel, name: str, at: datetime) -> Greeted:
    """A person with a cookie who is in no room yet: they want to come in.

    Raises BadName and TooManyNewcomers.
    """
    recent = RoomGuest.objects.filter(channel=channel, created_at__gt=at - rules.NEWCOMERS_IN)
    if recent.count() >= rules.MOST_NEWCOMERS:
        raise refusals.TooManyNewcomers
    guest = _make_guest(channel, name, at)
    member = meeting.meet(channel.id, external=guest.external, name=guest.name, at=at)
    _remember_identity(guest)
    return Greeted(guest, member)


@transaction.atomic
def admit(*, room: Room, guest: RoomGuest, at: datetime) -> Entry:
    """Let a guest in without a link, because the people who decide said so. Raises IsBanned."""
    Room.objects.select_for_update().get(id=room.id)
    known = queries.find_stay(guest, room)
    if known is not None and known.left_at is None:
        return Entry(guest, known, is_new=False)
    if known is not None and known.banned_at is not None:
        raise refusals.IsBanned
    stay = _come_in(room, guest, known, at)
    return Entry(guest, stay, is_new=True)


@transaction.atomic
def leave(*, stay: RoomStay, at: datetime) -> None:
    """Go out of a room. Safe to repeat."""
    locked = RoomStay.objects.select_for_update().get(id=stay.id)
    if locked.left_at is not None:
        return
    RoomStay.objects.filter(id=stay.id).update(left_at=at)
    note(stay, "left", at=at)
    telling.tell_departure(stay, at=at)


@transaction.atomic
def rename(*, guest: RoomGuest, name: str, at: datetime) -> RoomGuest:
    """Go by another name from now on, in every room. Raises BadName."""
    cleaned = checked_name(name)
    if cleaned == guest.name:
        return guest
    guest.name = cleaned
    guest.save(update_fields=["name"])
    for stay in queries.stays_of(guest)[:1]:
        stay.guest = guest
        telling.tell_name(stay, at=at)
    return guest


def checked_name(name: str) -> str:
    """A name as it may be used, or BadName."""
    cleaned = rules.clean_name(name)
    if not cleaned:
        raise refusals.BadName(_("Choose a name that others can read."))
    if len(cleaned) > rules.LONGEST_NAME:
        sentence = _("This name is too long: at most {limit} characters.")
        raise refusals.BadName(sentence.format(limit=rules.LONGEST_NAME))
    if rules.is_reserved(cleaned):
        raise refusals.BadName(_("This is the name of the group's assistant: choose another one."))
    return cleaned


def note(stay: RoomStay, what: str, *, at: datetime, until: datetime | None = None) -> None:
    """A line in the room about a guest; about mutes only the guest is told."""
    is_private = what in ("muted", "unmuted")
    writing.add(
        RoomMessage(
            room=stay.room,
            external=ids.message_id(),
            kind="notice",
            notice=what,
            about=stay.guest,
            only_for=stay.guest if is_private else None,
            at=at,
            until=until,
        )
    )


def _check_rush(room: Room, at: datetime) -> None:
    since = at - rules.NEWCOMERS_IN
    newcomers = RoomStay.objects.filter(room=room, joined_at__gt=since).count()
    if newcomers >= rules.MOST_NEWCOMERS:
        raise refusals.TooManyNewcomers


def _make_guest(channel: Channel, name: str, at: datetime) -> RoomGuest:
    made: RoomGuest = RoomGuest.objects.create(
        channel=channel,
        external=ids.token(),
        name=checked_name(name),
        session=ids.token(),
        created_at=at,
    )
    return made


def _come_in(room: Room, guest: RoomGuest, known: RoomStay | None, at: datetime) -> RoomStay:
    if known is None:
        stay: RoomStay = RoomStay.objects.create(room=room, guest=guest, joined_at=at)
    else:
        stay = known
        stay.times += 1
        stay.joined_at, stay.left_at, stay.kicked_at = at, None, None
        stay.save(update_fields=["times", "joined_at", "left_at", "kicked_at"])
    stay.room, stay.guest = room, guest
    note(stay, "joined", at=at)
    telling.tell_arrival(stay, at=at)
    return stay


def _remember_identity(guest: RoomGuest) -> None:
    if guest.identity_id is None:
        row = Identity.objects.filter(channel_id=guest.channel_id, external=guest.external)
        guest.identity_id = row.values_list("id", flat=True).first()
        guest.save(update_fields=["identity_id"])
