"""Django's handle on the room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs."""

    name = "linli.kernel.jobs"
    label = "jobs"
