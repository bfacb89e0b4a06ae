"""Django's handle on the room."""

from django.apps import AppConfig


class RolesConfig(AppConfig):
    """Who plays which part."""

    name = "linli.people.roles"
    label = "roles"
