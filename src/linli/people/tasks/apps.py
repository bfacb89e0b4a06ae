"""Django's handle on the room."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """What people have to do."""

    name = "linli.people.tasks"
    label = "tasks"

    def ready(self) -> None:
        """What is held about a person here, and how long it is kept."""
        from linli.people.consent import keeping as retention
        from linli.people.members import holdings
        from linli.people.tasks import keeping, settling, verbs  # noqa: F401  (registers verbs and probes)
        from linli.people.tasks.actions import sending

        settling.register(sending.SEND, sending.settle_sent)
        settling.register(sending.UNKNOWN, sending.settle_unknown)
        holdings.register(*keeping.HOLDINGS)
        retention.register(*keeping.kinds())
