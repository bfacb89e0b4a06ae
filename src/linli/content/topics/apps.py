"""Django's handle on the room."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """What to talk about: topics, discussions, and the rhythm of a community's talk."""

    name = "linli.content.topics"
    label = "topics"

    def ready(self) -> None:
        """What names a person here moves with merges and goes with erasures."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding

        holdings.register(
            Holding("topics_session", column="host_member_id", erase={"host_member_id": None}),
            Holding("topics_notice", erase={"member_id": None, "message": ""}),
        )
