"""Django's handle on the room."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Whose turn it is to look after a community."""

    name = "linli.people.duty"
    label = "duty"
