"""Django's handle on the room."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The staff console."""

    name = "linli.faces.console"
    label = "console"
