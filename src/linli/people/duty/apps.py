"""Django's handle on the room."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Whose turn it is to look after a community."""

    name = "linli.people.duty"
    label = "duty"

    def ready(self) -> None:
        """Say what is held about a person, and register the verbs and probes."""
        from linli.people.communities import cloning
        from linli.people.duty import verbs  # noqa: F401
        from linli.people.duty.actions import copying
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        cloning.register("duty", copying.copy_rota)
        holdings.register(
            Holding("duty_volunteer", unique=("community_id",), section="duty: on the list"),
            Holding(
                "duty_term",
                erase={"member_id": None, "note": "", "rating": None},
                section="duty: terms",
                hidden=("backup_member_id",),
            ),
            Holding("duty_term", column="backup_member_id", erase={"backup_member_id": None}),
            Holding("duty_swap", section="duty: wishes to swap", hidden=("to_member_id",)),
            Holding("duty_swap", column="to_member_id"),
        )
