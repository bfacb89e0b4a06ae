"""Django's handle on the room."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who the members are."""

    name = "linli.people.members"
    label = "members"

    def ready(self) -> None:
        """What the floors below hold about members is declared here."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding(
                "communities_handover",
                unique=("open_with",),
                section="Moves between communities",
                hidden=("token", "link_id", "effect_id", "offered_by"),
            ),
            Holding("communities_visit", unique=("venue_id", "visited_on"), section="Visits to our places"),
            Holding("communities_community", column="founder_member_id", erase={"founder_member_id": None}),
        )
        holdings.register_titles(
            ("jobs_jobrun", "title"), ("jobs_jobrun", "note"), ("communities_historyimport", "file_name")
        )
