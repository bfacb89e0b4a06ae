"""Django's handle on the room."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Order in the groups."""

    name = "linli.run.moderation"
    label = "moderation"

    def ready(self) -> None:
        """A member's export holds what this room knows."""
        from linli.people.members import exports
        from linli.run.moderation.queries import cases

        exports.register("moderation", cases.export)
