"""Django's handle on the room."""

from django.apps import AppConfig


class BelongingConfig(AppConfig):
    """How each member lives in each community."""

    name = "linli.people.belonging"
    label = "belonging"

    def ready(self) -> None:
        """Rows about a member here follow from the log."""
        from linli.people.belonging import verbs  # noqa: F401  (registers probes)
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding("belonging_belonging", derived=True),
            Holding("belonging_activeday", derived=True),
            Holding("belonging_footprint", derived=True),
            Holding("belonging_stagechange", derived=True),
        )
