"""Django's handle on the room."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who the members are."""

    name = "linli.people.members"
    label = "members"

    def ready(self) -> None:
        """Make the room's verbs and probes known."""
        from linli.people.members import verbs  # noqa: F401
