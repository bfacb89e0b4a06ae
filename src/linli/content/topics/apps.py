"""Django's handle on the room."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """What to talk about: topics, sessions, and the rhythm of a community's talk."""

    name = "linli.content.topics"
    label = "topics"
