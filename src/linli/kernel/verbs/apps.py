"""Django's handle on the room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class VerbsConfig(AppConfig):
    """Actions and readings by name."""

    name = "linli.kernel.verbs"
    label = "verbs"

    def ready(self) -> None:
        """Make the verbs and probes of every room known: importing a room's `verbs.py` registers them."""
        autodiscover_modules("verbs")
