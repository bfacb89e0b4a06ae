"""Django's handle on the room."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """How people come in."""

    name = "linli.people.entry"
    label = "entry"
