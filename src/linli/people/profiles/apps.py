"""Django's handle on the room."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What members say about themselves."""

    name = "linli.people.profiles"
    label = "profiles"
