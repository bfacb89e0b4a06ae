"""Django's handle on the room."""

from django.apps import AppConfig


class GrowthConfig(AppConfig):
    """Points, check-ins and ranks."""

    name = "linli.run.growth"
    label = "growth"

    def ready(self) -> None:
        """A member's export holds what this room knows, and a clone of a community its rules."""
        from linli.people.communities import cloning
        from linli.people.members import exports
        from linli.run.growth.actions import copying
        from linli.run.growth.queries import ledger

        exports.register("growth", ledger.export)
        cloning.register("growth", copying.copy_rules)
