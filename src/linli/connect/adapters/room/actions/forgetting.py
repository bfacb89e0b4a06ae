"""Taking a person's name, words and pictures out of the rooms."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from linli.connect.adapters.room import ids, images, writing
from linli.connect.adapters.room.models import RoomGuest, RoomMessage, RoomStay
from linli.connect.gateway.models import Effect

NOBODY = "@已注销"


@transaction.atomic
def forget_guest(*, guest: RoomGuest, at: datetime) -> None:
    """Nothing a guest wrote, sent or was called is left, and their cookie is void. Safe to repeat."""
    locked = RoomGuest.objects.select_for_update().get(id=guest.id)
    if locked.erased_at is not None:
        return
    for message in RoomMessage.objects.filter(id__in=_with_pictures(locked)).order_by("id"):
        images.forget_of(message)
    _forget_mentions(locked)
    rooms = RoomMessage.objects.filter(guest=locked, kind="message").values_list("room_id", flat=True)
    for room_id in sorted(set(rooms)):
        _empty_messages(room_id, locked.id, at)
    RoomStay.objects.filter(guest=locked, left_at=None).update(left_at=at)
    RoomMessage.objects.filter(only_for=locked).delete()
    locked.name, locked.session, locked.external = "", ids.token(), f"erased:{locked.id}"
    locked.erased_at = at
    locked.save(update_fields=["name", "session", "external", "erased_at"])


def count_old(before: datetime) -> int:
    """How many messages of the rooms of the organisation in scope, said before a moment, still have words."""
    return int(_old(before).count())


@transaction.atomic
def empty_old(before: datetime) -> int:
    """Take words and pictures out of messages said in rooms before a moment; returns how many."""
    for message in _old(before).exclude(parts=[]).order_by("id"):
        images.forget_of(message)
    return int(_old(before).update(text="", parts=[], recalled_at=before, recalled_by="kept"))


def _old(before: datetime) -> QuerySet[RoomMessage]:
    found: QuerySet[RoomMessage] = RoomMessage.objects.filter(kind="message", at__lt=before)
    return found.exclude(text="", parts=[])


def _forget_mentions(guest: RoomGuest) -> None:
    """Others said their name, and the room marked it: a nameless mark takes its place."""
    rooms = RoomStay.objects.filter(guest=guest).values("room_id")
    told = RoomMessage.objects.select_related("room").filter(
        room_id__in=rooms, parts__contains=[{"kind": "mention", "ref": guest.external}]
    )
    for message in told.exclude(guest=guest).order_by("id"):
        for part in message.parts:
            if part.get("kind") == "mention" and part.get("ref") == guest.external:
                message.text = message.text.replace(part["text"], NOBODY) if part["text"] else message.text
                part["text"], part["ref"] = NOBODY, ""
        writing.change(message, "text", "parts")


@transaction.atomic
def forget_words_about(members: Sequence[int], *, at: datetime) -> None:
    """What Linli said in the rooms to these members or about them is emptied. Safe to repeat."""
    sent = Effect.objects.filter(member_id__in=members, verb="send_message").exclude(external_id="")
    said = RoomMessage.objects.filter(
        external__in=sent.values("external_id"), guest=None, kind="message"
    ).exclude(text="", parts=[])
    for message in said.select_related("room").order_by("id"):
        message.text, message.parts, message.reactions = "", [], {}
        message.recalled_at, message.recalled_by = at, "erased"
        writing.change(message, "text", "parts", "reactions", "recalled_at", "recalled_by")


def _with_pictures(guest: RoomGuest) -> list[int]:
    found = RoomMessage.objects.filter(guest=guest).exclude(parts=[])
    return list(found.values_list("id", flat=True))


def _empty_messages(room_id: int, guest_id: int, at: datetime) -> None:
    """Empty all messages of a guest in one room, each at a position of its own, so that open pages follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM room_roommessage WHERE room_id = %s AND guest_id = %s", [room_id, guest_id]
        )
        count = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE room_room SET position = position + %s WHERE id = %s RETURNING position - %s",
            [count, room_id, count],
        )
        first = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE room_roommessage m SET text = '', parts = '[]', reactions = '{}', recalled_at = %s,"
            " recalled_by = 'erased', position = %s + n.place FROM (SELECT id,"
            "  row_number() OVER (ORDER BY id) AS place FROM room_roommessage"
            "  WHERE room_id = %s AND guest_id = %s) n WHERE m.id = n.id",
            [at, first, room_id, guest_id],
        )
        cursor.execute("SELECT pg_notify('linli_room', %s)", [str(room_id)])
