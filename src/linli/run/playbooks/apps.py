"""Django's handle on the room."""

from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    """Playbooks and their runs."""

    name = "linli.run.playbooks"
    label = "playbooks"

    def ready(self) -> None:
        """A member's export holds what this room knows."""
        from linli.people.members import exports
        from linli.run.playbooks.queries import export

        exports.register("playbooks", export.export)
