"""Django's handle on the room."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Order in the groups."""

    name = "linli.run.moderation"
    label = "moderation"
