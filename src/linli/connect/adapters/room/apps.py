"""Django's handle on the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The built-in web group."""

    name = "linli.connect.adapters.room"
    label = "room"
