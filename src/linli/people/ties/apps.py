"""Django's handle on the room."""

from django.apps import AppConfig


class TiesConfig(AppConfig):
    """Who answers, mentions and greets whom."""

    name = "linli.people.ties"
    label = "ties"

    def ready(self) -> None:
        """Rows about a member here follow from the log."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding
        from linli.people.ties import verbs  # noqa: F401  (registers probes)

        holdings.register(
            Holding("ties_said", derived=True),
            Holding("ties_reacted", derived=True),
            Holding("ties_unmet", derived=True),
            Holding("ties_tie", derived=True),
            Holding("ties_tie", column="other_member_id", derived=True),
            Holding("ties_standing", derived=True),
        )
