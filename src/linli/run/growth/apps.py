"""Django's handle on the room."""

from django.apps import AppConfig


class GrowthConfig(AppConfig):
    """Points, check-ins and ranks."""

    name = "linli.run.growth"
    label = "growth"
