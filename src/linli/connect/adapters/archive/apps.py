"""Django's handle on the room."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Chat history files."""

    name = "linli.connect.adapters.archive"
    label = "archive"
