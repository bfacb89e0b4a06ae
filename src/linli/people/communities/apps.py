"""Django's handle on the room."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Communities and their groups."""

    name = "linli.people.communities"
    label = "communities"
