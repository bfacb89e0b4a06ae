"""Django's handle on the room."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """What members take part in: polls, sign-ups, quizzes and surveys."""

    name = "linli.run.activities"
    label = "activities"

    def ready(self) -> None:
        """What somebody answered moves with merges and goes with erasures."""
        from linli.people.members import holdings
        from linli.people.members.holdings import Holding
        from linli.run.activities import verbs  # noqa: F401  (registers verbs and probes)

        holdings.register(
            Holding("activities_part", unique=("activity_id",), section="activities", hidden=("is_right",)),
            Holding("activities_activity", section="surveys", hidden=("token", "key", "opened_by")),
        )
