"""Django's handle on the room."""

from django.apps import AppConfig


class TiesConfig(AppConfig):
    """Who answers, mentions and greets whom."""

    name = "linli.people.ties"
    label = "ties"
