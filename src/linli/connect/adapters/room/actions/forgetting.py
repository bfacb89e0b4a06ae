"""Taking a person's name, words and pictures out of the rooms."""

from datetime import datetime

from django.db import connection, transaction

from linli.connect.adapters.room import ids, images
from linli.connect.adapters.room.models import RoomGuest, RoomMessage, RoomStay


@transaction.atomic
def forget_guest(*, guest: RoomGuest, at: datetime) -> None:
    """Nothing a guest wrote, sent or was called is left, and their cookie is void. Safe to repeat."""
    locked = RoomGuest.objects.select_for_update().get(id=guest.id)
    if locked.erased_at is not None:
        return
    for message in RoomMessage.objects.filter(id__in=_with_pictures(locked)).order_by("id"):
        images.forget_of(message)
    rooms = RoomMessage.objects.filter(guest=locked, kind="message").values_list("room_id", flat=True)
    for room_id in sorted(set(rooms)):
        _empty_messages(room_id, locked.id, at)
    RoomStay.objects.filter(guest=locked, left_at=None).update(left_at=at)
    RoomMessage.objects.filter(only_for=locked).delete()
    locked.name, locked.session, locked.external = "", ids.token(), f"erased:{locked.id}"
    locked.erased_at = at
    locked.save(update_fields=["name", "session", "external", "erased_at"])


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
