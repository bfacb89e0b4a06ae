"""Django's handle on the room."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    """Who of the team answers for what, and how much each of them carries."""

    name = "linli.people.team"
    label = "team"
