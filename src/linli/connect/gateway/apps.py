"""Django's handle on the room."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Everything that comes in and goes out."""

    name = "linli.connect.gateway"
    label = "gateway"
