"""Django's handle on the room."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """What members take part in: polls, sign-ups, quizzes and surveys."""

    name = "linli.run.activities"
    label = "activities"
