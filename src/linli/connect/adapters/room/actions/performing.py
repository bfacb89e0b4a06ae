"""What Linli does in a room when the outbox orders it. Every order is done once: its key is kept with it."""

from datetime import datetime

from django.db import transaction

from linli.connect.adapters.room import ids, refusals, rules, telling, writing
from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.adapters.room.models import Room, RoomGuest, RoomMessage, RoomOrder, RoomStay
from linli.connect.gateway import orders
from linli.connect.gateway.models import Address, Effect
from linli.connect.gateway.orders import Order
from linli.kernel.errors import Refusal


class CannotPerform(Refusal):
    """The order names a room, person or message that is not here."""


@transaction.atomic
def perform(*, channel: int, order: Order, at: datetime) -> str:
    """Carry out an order in the organisation in scope; its external id, "" where nothing was made.

    An order that was carried out before gives what it gave then. Raises CannotPerform.
    """
    _lock_key(order.key, at)
    known = RoomOrder.objects.select_for_update().get(key=order.key)
    if known.external_id:
        return str(known.external_id).removeprefix("-")
    made = _act(channel, order, at)
    RoomOrder.objects.filter(id=known.id).update(external_id=made or "-")
    return made


def find_done(*, key: str) -> str | None:
    """What an order gave, None when it was never carried out."""
    row = RoomOrder.objects.filter(key=key).exclude(external_id="").values_list("external_id", flat=True)
    found: str | None = row.first()
    return None if found is None else found.removeprefix("-")


def _lock_key(key: str, at: datetime) -> None:
    """The row of the key exists and whoever else carries this order out has finished or waits."""
    RoomOrder.objects.bulk_create([RoomOrder(key=key, done_at=at)], ignore_conflicts=True)


def _act(channel: int, order: Order, at: datetime) -> str:
    match order.payload:
        case orders.SendMessage() as said:
            return _send(channel, order, said, at)
        case orders.RecallMessage(message=message):
            _recall(channel, order, message, at)
        case orders.ReactTo(message=message, emoji=emoji):
            _react(channel, order, message, emoji)
        case orders.MuteMember(person=person, until=until):
            _mute(channel, order, person, until, at)
        case orders.UnmuteMember(person=person):
            _mute(channel, order, person, None, at)
        case orders.KickMember(person=person):
            _remove(channel, order, person, at, is_banned=False)
        case orders.BanMember(person=person):
            _remove(channel, order, person, at, is_banned=True)
        case orders.AdmitMember(person=person):
            _admit(channel, order, person, at)
        case _:
            raise CannotPerform(f"a room cannot carry out {order.verb}")
    return ""


def _send(channel: int, order: Order, said: orders.SendMessage, at: datetime) -> str:
    room, only_for = _place(channel, order.target)
    text, parts = said.text, [_part(one.kind, one.text, one.ref) for one in said.parts]
    for guest in RoomGuest.objects.filter(channel_id=channel, external__in=said.mentions).order_by("id"):
        if f"@{guest.name}" not in text:
            text = f"@{guest.name} {text}"
        parts.append(_part("mention", f"@{guest.name}", guest.external))
    if said.mention_all:
        parts.append(_part("mention_all", "", ""))
    answered = (
        RoomMessage.objects.filter(room=room, external=said.reply_to).first() if said.reply_to else None
    )
    message = writing.add(
        RoomMessage(
            room=room,
            external=ids.message_id(),
            text=rules.clean_text(text),
            parts=parts,
            reply_to=answered,
            only_for=only_for,
            source=_source(order),
            at=at,
        )
    )
    return message.external


def _recall(channel: int, order: Order, external: str, at: datetime) -> None:
    message = _message(channel, order.target, external)
    if message.recalled_at is None:
        speaking.empty(message, by="linli", at=at)
        telling.tell_recall(message, by=None, at=at)


def _react(channel: int, order: Order, external: str, emoji: str) -> None:
    message = _message(channel, order.target, external)
    people = message.reactions.get(emoji, [])
    if rules.LINLI not in people:
        message.reactions = {**message.reactions, emoji: [*people, rules.LINLI]}
        writing.change(message, "reactions")


def _mute(channel: int, order: Order, person: str, until: datetime | None, at: datetime) -> None:
    stay = _stay(channel, order.target, person)
    RoomStay.objects.filter(id=stay.id).update(muted_until=until)
    joining.note(stay, "muted" if until else "unmuted", at=at, until=until)


def _remove(channel: int, order: Order, person: str, at: datetime, *, is_banned: bool) -> None:
    stay = _stay(channel, order.target, person)
    was_in = stay.left_at is None
    stay.left_at = stay.left_at or at
    stay.kicked_at = at
    stay.banned_at = at if is_banned else stay.banned_at
    stay.save(update_fields=["left_at", "kicked_at", "banned_at"])
    if was_in:
        joining.note(stay, "banned" if is_banned else "kicked", at=at)
        telling.tell_removal(stay, "ban" if is_banned else "kick", at=at)


def _admit(channel: int, order: Order, person: str, at: datetime) -> None:
    address = Address.objects.filter(
        channel_id=channel, external=order.target, group_id__isnull=False
    ).first()
    guest = RoomGuest.objects.filter(channel_id=channel, external=person, erased_at=None).first()
    if address is None or guest is None:
        raise CannotPerform(f"there is no room {order.target!r} here, or nobody called {person!r} asked")
    room, _ = Room.objects.select_related("address").get_or_create(address=address)
    try:
        joining.admit(room=room, guest=guest, at=at)
    except refusals.IsBanned as refusal:
        raise CannotPerform(str(refusal)) from None


def _place(channel: int, target: str) -> tuple[Room, RoomGuest | None]:
    """The room of a target; for a person, the room they last looked at, where only they see it."""
    address = Address.objects.filter(channel_id=channel, external=target).select_related("channel").first()
    if address is not None and address.group_id is not None:
        room, _ = Room.objects.select_related("address").get_or_create(address=address)
        return room, None
    stays = RoomStay.objects.select_related("room__address", "guest").filter(
        guest__channel_id=channel, guest__external=target, left_at=None, room__address__group_id__isnull=False
    )
    stay = stays.order_by("-seen_at", "-id").first()
    if stay is None:
        raise CannotPerform(f"there is neither a room nor a guest in a room called {target!r} here")
    return stay.room, stay.guest


def _message(channel: int, target: str, external: str) -> RoomMessage:
    found = (
        RoomMessage.objects.select_for_update(of=("self",))
        .select_related("room__address", "guest")
        .filter(room__address__channel_id=channel, external=external, kind="message")
        .first()
    )
    if found is None:
        raise CannotPerform(f"there is no message {external!r} in {target!r}")
    message: RoomMessage = found
    return message


def _stay(channel: int, target: str, person: str) -> RoomStay:
    found = (
        RoomStay.objects.select_for_update(of=("self",))
        .select_related("room__address", "guest")
        .filter(guest__channel_id=channel, guest__external=person, room__address__external=target)
        .first()
    )
    if found is None:
        raise CannotPerform(f"{person!r} was never in the room {target!r}")
    stay: RoomStay = found
    return stay


def _source(order: Order) -> str:
    return str(Effect.objects.filter(id=order.effect).values_list("source", flat=True).first() or "")


def _part(kind: str, text: str, ref: str) -> dict[str, str]:
    return {"kind": kind, "text": text, "ref": ref}
