"""Django's handle on the room."""

from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    """Playbooks and their runs."""

    name = "linli.run.playbooks"
    label = "playbooks"
