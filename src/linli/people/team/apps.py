"""Django's handle on the room."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    """Who of the team answers for what, and how much each of them carries."""

    name = "linli.people.team"
    label = "team"

    def ready(self) -> None:
        """Say in which words a person may be named by chance, and what colleagues declared."""
        from linli.people.members import holdings
        from linli.people.tasks import capacities
        from linli.people.team.queries.declared import declared

        capacities.register(declared)
        holdings.register_titles(
            ("team_meeting", "title"),
            ("team_meeting", "agenda"),
            ("team_meeting", "minutes"),
            ("team_decision", "text"),
            ("team_summary", "text"),
        )
