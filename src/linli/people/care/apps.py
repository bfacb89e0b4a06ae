"""Django's handle on the room."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Whom to look after today."""

    name = "linli.people.care"
    label = "care"

    def ready(self) -> None:
        """What is held about a member here moves with merges and goes with erasures."""
        from linli.people.care import verbs  # noqa: F401  (registers verbs and probes)
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding("care_care", unique=("community_id",), section="care", hidden=("seat_id", "changed_by")),
            Holding("care_carenote", section="care_log", hidden=("written_by",)),
            Holding(
                "care_outreach",
                unique=("community_id", "made_on", "way"),
                section="care_outreach",
                hidden=("made_by", "value"),
            ),
        )
