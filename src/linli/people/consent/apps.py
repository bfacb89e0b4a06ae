"""Django's handle on the room."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """What members agreed to, and who looked."""

    name = "linli.people.consent"
    label = "consent"
