"""Django's handle on the room."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Whom to look after today."""

    name = "linli.people.care"
    label = "care"
