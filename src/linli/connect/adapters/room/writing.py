"""The one way a room's page changes: take the next position, write the row, wake those who watch."""

from django.db import connection

from linli.connect.adapters.room.models import Room, RoomMessage

WAKE = "linli_room"


def take_position(room: Room) -> int:
    """The next position of the room. The room stays locked until the transaction ends, and its watchers

    are woken then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE room_room SET position = position + 1 WHERE id = %s RETURNING position", [room.pk]
        )
        position: int = cursor.fetchone()[0]
        cursor.execute("SELECT pg_notify(%s, %s)", [WAKE, str(room.pk)])
    return position


def add(message: RoomMessage) -> RoomMessage:
    """Write a new row at the next position."""
    message.position = take_position(message.room)
    message.save(force_insert=True)
    return message


def change(message: RoomMessage, *fields: str) -> None:
    """Write changed fields of a row, which moves it to the next position."""
    message.position = take_position(message.room)
    message.save(update_fields=["position", *fields])
