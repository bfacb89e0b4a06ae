"""Django's handle on the room."""

from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    """One message to many."""

    name = "linli.run.broadcasts"
    label = "broadcasts"
