"""Django's handle on the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class CareConfig(AppConfig):
    """Whom to look after today."""

    name = "linli.people.care"
    label = "care"

    def ready(self) -> None:
        """What is held about a member here moves with merges and goes with erasures."""
        from linli.people.care import verbs  # noqa: F401  (registers verbs and probes)
        from linli.people.care.actions import asking
        from linli.people.consent import keeping
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding
        from linli.people.tasks import settling

        settling.register(asking.ORIGIN, asking.settle)
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
        keeping.register(
            keeping.of_table(
                code="care",
                title=gettext_noop("Notes of the care log"),
                effect=gettext_noop(
                    "Older lines of the care log go, with their reminders. Who is looked after by whom stays."
                ),
                table="care_carenote",
                moment="written_at",
            )
        )
