"""What happens in a room, told to the gateway in the transaction that wrote it."""

from datetime import datetime

import msgspec

from linli.connect.adapters.room import rules
from linli.connect.adapters.room.models import Room, RoomGuest, RoomMessage, RoomStay
from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound, InboundKind, Part


def tell_arrival(stay: RoomStay, *, at: datetime) -> None:
    """A guest came in."""
    _tell_presence("join", stay, at)


def tell_departure(stay: RoomStay, *, at: datetime) -> None:
    """A guest left by themselves."""
    _tell_presence("leave", stay, at)


def tell_removal(stay: RoomStay, kind: InboundKind, *, at: datetime) -> None:
    """Linli removed a guest: `kind` is kick or ban."""
    _tell(
        stay.room,
        Inbound(
            kind=kind,
            external_id=f"{kind}:{stay.id}:{stay.times}",
            occurred_at=at,
            group=stay.room.address.external,
            sender=rules.LINLI,
            sender_name=rules.LINLI_NAME,
            is_bot=True,
            target=stay.guest.external,
        ),
        at,
    )


def tell_name(stay: RoomStay, *, at: datetime) -> None:
    """A guest shows another name."""
    _tell_presence("rename", stay, at)


def tell_message(message: RoomMessage, *, at: datetime) -> None:
    """A guest said something."""
    answered = message.reply_to.external if message.reply_to else ""
    record = _by(
        message.guest, message.room, "message", message.external, at, text=message.text, reply_to=answered
    )
    _tell(message.room, _with_parts(record, message), at)


def tell_edit(message: RoomMessage, *, at: datetime) -> None:
    """A guest changed what they had said."""
    key = f"e:{message.external}:{message.position}"
    record = _by(message.guest, message.room, "edit", key, at, text=message.text, target=message.external)
    _tell(message.room, _with_parts(record, message), at)


def tell_recall(message: RoomMessage, *, by: RoomGuest | None, at: datetime) -> None:
    """A message was taken back, by its author or (None) by Linli."""
    key = f"x:{message.external}"
    _tell(message.room, _by(by, message.room, "redaction", key, at, target=message.external), at)


def tell_reaction(message: RoomMessage, guest: RoomGuest, emoji: str, *, at: datetime) -> None:
    """A guest put an emoji on a message. Taking it off and on again is not told twice."""
    key = f"r:{message.external}:{guest.id}:{emoji}"
    _tell(
        message.room,
        _by(guest, message.room, "reaction", key, at, target=message.external, emoji=emoji),
        at,
    )


def _tell_presence(kind: InboundKind, stay: RoomStay, at: datetime) -> None:
    key = f"{kind}:{stay.id}:{stay.times}"
    if kind == "rename":
        key = f"{key}:{at.timestamp()}"
    _tell(stay.room, _by(stay.guest, stay.room, kind, key, at), at)


def _by(
    guest: RoomGuest | None,
    room: Room,
    kind: InboundKind,
    external_id: str,
    at: datetime,
    *,
    text: str = "",
    target: str = "",
    reply_to: str = "",
    emoji: str = "",
) -> Inbound:
    return Inbound(
        kind=kind,
        external_id=external_id,
        occurred_at=at,
        group=room.address.external,
        group_name=room.address.name,
        sender=guest.external if guest else "",
        sender_name=guest.name if guest else "",
        text=text,
        target=target,
        reply_to=reply_to,
        emoji=emoji,
    )


def _with_parts(record: Inbound, message: RoomMessage) -> Inbound:
    parts = tuple(Part(one["kind"], one.get("text", ""), one.get("ref", "")) for one in message.parts)
    return msgspec.structs.replace(record, parts=parts)


def _tell(room: Room, record: Inbound, at: datetime) -> None:
    accepting.accept(room.address.channel_id, [record], at=at, is_strict=True)
