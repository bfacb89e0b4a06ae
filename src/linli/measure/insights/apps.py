"""Django's handle on the room."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Figures."""

    name = "linli.measure.insights"
    label = "insights"
