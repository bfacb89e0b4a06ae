"""Django's handle on the room."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Linli's own PostgreSQL."""

    name = "linli.kernel.database"
    label = "database"
