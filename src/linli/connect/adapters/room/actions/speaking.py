"""What a guest does with words: post, edit, recall, react. Each is one row, one record, one transaction."""

from datetime import datetime

from django.db import transaction

from linli.connect.adapters.room import ids, images, queries, refusals, rules, telling, writing
from linli.connect.adapters.room.images import Picture
from linli.connect.adapters.room.models import RoomMessage, RoomStay


@transaction.atomic
def post(
    *,
    stay: RoomStay,
    text: str,
    at: datetime,
    client_key: str = "",
    reply_to: str = "",
    picture: Picture | None = None,
) -> RoomMessage:
    """Say something in a room. The same `client_key` from the same guest is the same message, sent twice.

    Raises NoSuchRoom, RoomIsClosed, IsMuted, TooFast, NothingSaid, TextTooLong.
    """
    locked = _lock(stay, at)
    if client_key and (known := _find_sent(locked, client_key)):
        return known
    _check_pace(locked, at)
    message = RoomMessage(
        room=stay.room,
        external=ids.message_id(),
        guest=stay.guest,
        text=_checked(text, is_empty_fine=picture is not None),
        reply_to=_answered(stay, reply_to),
        client_key=client_key or None,
        at=at,
    )
    message.parts = _mentions(stay, message.text)
    if picture is None:
        writing.add(message)
    else:
        _add_with_picture(message, picture, at)
    telling.tell_message(message, at=at)
    return message


@transaction.atomic
def edit(*, stay: RoomStay, external: str, text: str, at: datetime) -> RoomMessage:
    """Change one's own words while they are fresh. Raises NotYours, TooLate, and what `post` raises."""
    _lock(stay, at)
    message = _own(stay, external)
    if at - message.at > rules.CHANGEABLE_FOR:
        raise refusals.TooLate
    pictures = [part for part in message.parts if part["kind"] == "image"]
    changed = _checked(text, is_empty_fine=bool(pictures))
    if changed == message.text:
        return message
    message.text, message.edited_at = changed, at
    message.parts = [*_mentions(stay, changed), *pictures]
    writing.change(message, "text", "parts", "edited_at")
    telling.tell_edit(message, at=at)
    return message


@transaction.atomic
def recall(*, stay: RoomStay, external: str, at: datetime) -> RoomMessage:
    """Take one's own message back; its words and pictures are forgotten. A muted guest may do that too."""
    message = _own(stay, external)
    if at - message.at > rules.RECALLABLE_FOR:
        raise refusals.TooLate
    empty(message, by="self", at=at)
    telling.tell_recall(message, by=stay.guest, at=at)
    return message


@transaction.atomic
def react(*, stay: RoomStay, external: str, emoji: str, at: datetime) -> bool:
    """Put an emoji on a message, or take it off again; True when it is on now."""
    if emoji not in rules.EMOJI:
        raise refusals.UnknownEmoji
    _lock(stay, at)
    message = _lock_message(stay, external)
    message.reactions, is_on = rules.toggled(message.reactions, emoji, stay.guest.external)
    writing.change(message, "reactions")
    if is_on and message.guest_id is not None:
        telling.tell_reaction(message, stay.guest, emoji, at=at)
    return is_on


@transaction.atomic
def note_seen(*, stay: RoomStay, message_id: int, at: datetime) -> None:
    """Remember up to which row a guest has looked."""
    RoomStay.objects.filter(id=stay.id).update(seen_at=at, seen_message=message_id)


def empty(message: RoomMessage, *, by: str, at: datetime) -> None:
    """Forget what a message said and showed; `by` is self, linli or erased."""
    images.forget_of(message)
    message.text, message.parts, message.reactions = "", [], {}
    message.recalled_at, message.recalled_by = at, by
    writing.change(message, "text", "parts", "reactions", "recalled_at", "recalled_by")


def _lock(stay: RoomStay, at: datetime) -> RoomStay:
    """The stay, one act at a time; refused when the guest is gone or muted, or the group has ended."""
    locked: RoomStay = (
        RoomStay.objects.select_for_update(of=("self",)).select_related("room__address").get(id=stay.id)
    )
    if locked.left_at is not None:
        raise refusals.NoSuchRoom
    if locked.room.address.group_id is None:
        raise refusals.RoomIsClosed
    if locked.muted_until is not None and locked.muted_until > at:
        raise refusals.IsMuted(locked.muted_until)
    return locked


def _find_sent(stay: RoomStay, client_key: str) -> RoomMessage | None:
    found: RoomMessage | None = RoomMessage.objects.filter(
        guest_id=stay.guest_id, client_key=client_key
    ).first()
    return found


def _check_pace(stay: RoomStay, at: datetime) -> None:
    lately = RoomMessage.objects.filter(guest_id=stay.guest_id, at__gt=at - rules.IN_A_ROW, kind="message")
    if lately.count() >= rules.MOST_IN_A_ROW:
        raise refusals.TooFast


def _checked(text: str, *, is_empty_fine: bool) -> str:
    cleaned = rules.clean_text(text)
    if not cleaned and not is_empty_fine:
        raise refusals.NothingSaid
    if len(cleaned) > rules.LONGEST_TEXT:
        raise refusals.TextTooLong(len(cleaned))
    return cleaned


def _answered(stay: RoomStay, external: str) -> RoomMessage | None:
    if not external:
        return None
    message = queries.get_message(stay.room, external, viewer=stay.guest)
    return message if message.kind == "message" else None


def _mentions(stay: RoomStay, text: str) -> list[dict[str, str]]:
    if "@" not in text:
        return []
    names = {guest.name: guest.external for guest in queries.guests_in(stay.room)}
    found = rules.mentioned(text, names)
    return [{"kind": "mention", "text": f"@{name}", "ref": external} for name, external in found]


def _add_with_picture(message: RoomMessage, picture: Picture, at: datetime) -> None:
    kept = images.keep(picture, room=message.room, guest=message.guest, at=at)
    message.parts = [*message.parts, images.part_of(kept)]
    writing.add(message)
    kept.message = message
    kept.save(update_fields=["message"])


def _own(stay: RoomStay, external: str) -> RoomMessage:
    message = _lock_message(stay, external)
    if message.guest_id != stay.guest_id:
        raise refusals.NotYours
    return message


def _lock_message(stay: RoomStay, external: str) -> RoomMessage:
    """A message that still says something, locked so that two reactions cannot undo each other."""
    seen = queries.get_message(stay.room, external, viewer=stay.guest)
    message: RoomMessage = RoomMessage.objects.select_for_update().get(id=seen.id)
    if message.recalled_at is not None or message.kind != "message":
        raise refusals.NoSuchMessage
    message.room, message.guest, message.reply_to = seen.room, seen.guest, seen.reply_to
    return message
