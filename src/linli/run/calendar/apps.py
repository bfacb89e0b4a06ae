"""Django's handle on the room."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """What is said when: columns, slots and their approval."""

    name = "linli.run.calendar"
    label = "calendar"
