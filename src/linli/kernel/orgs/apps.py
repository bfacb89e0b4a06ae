"""Django's handle on the room."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Organisations and staff."""

    name = "linli.kernel.orgs"
    label = "orgs"
