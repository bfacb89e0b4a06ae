"""Django's handle on the room."""

from django.apps import AppConfig


class MatrixConfig(AppConfig):
    """Matrix."""

    name = "linli.connect.adapters.matrix"
    label = "matrix"
