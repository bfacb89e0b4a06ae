"""Django's handle on the room."""

from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    """One message to many."""

    name = "linli.run.broadcasts"
    label = "broadcasts"

    def ready(self) -> None:
        """Who was in an audience moves with merges and goes with erasures."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(Holding("broadcasts_recipient", unique=("broadcast_id",), section="broadcasts"))
