"""Django's handle on the room."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """What people have to do."""

    name = "linli.people.tasks"
    label = "tasks"
