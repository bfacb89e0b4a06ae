"""Django's handle on the room."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """What members agreed to, and who looked."""

    name = "linli.people.consent"
    label = "consent"

    def ready(self) -> None:
        """What is held about a person here."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding("consent_choice", section="consents"),
            Holding("consent_request", erase={}, section="requests"),
            Holding("consent_access", unique=("actor", "why", "hour"), section="looks"),
        )
