"""Django's handle on the room."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Sets of members that have a purpose."""

    name = "linli.people.segments"
    label = "segments"
