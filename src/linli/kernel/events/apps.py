"""Django's handle on the room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The event log and its delivery."""

    name = "linli.kernel.events"
    label = "events"
