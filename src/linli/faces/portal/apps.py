"""Django's handle on the room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The members' phone pages."""

    name = "linli.faces.portal"
    label = "portal"
