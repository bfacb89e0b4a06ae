"""Django's handle on the room."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """What there is to say: items, templates, and what members made."""

    name = "linli.content.library"
    label = "library"
