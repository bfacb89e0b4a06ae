"""Django's handle on the room."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who the members are."""

    name = "linli.people.members"
    label = "members"
