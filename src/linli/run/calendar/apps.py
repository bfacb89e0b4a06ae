"""Django's handle on the room."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """What is said when: columns, slots and their approval."""

    name = "linli.run.calendar"
    label = "calendar"

    def ready(self) -> None:
        """What is held about a guest who is a member moves with merges and goes with erasures."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding(
                "calendar_lecture",
                erase={"guest": "", "member_id": None, "link": "", "recording": ""},
                section="lectures",
                hidden=("slot_id", "contract", "rating"),
            )
        )
