"""Django's handle on the room."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Order in the groups."""

    name = "linli.run.moderation"
    label = "moderation"

    def ready(self) -> None:
        """A member's export holds what this room knows, and a clone of a community its rule sets."""
        from linli.people.communities import cloning
        from linli.people.members import exports
        from linli.run.moderation.actions import copying
        from linli.run.moderation.queries import cases

        exports.register("moderation", cases.export)
        cloning.register("moderation", copying.copy_rule_sets)
