"""Django's handle on the room."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    """Who of the team answers for what, and how much each of them carries."""

    name = "linli.people.team"
    label = "team"

    def ready(self) -> None:
        """Say in which words a person may be named by chance."""
        from linli.people.members import holdings

        holdings.register_titles(
            ("team_meeting", "title"),
            ("team_meeting", "agenda"),
            ("team_meeting", "minutes"),
            ("team_decision", "text"),
            ("team_summary", "text"),
        )
