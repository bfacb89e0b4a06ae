"""Registers the app and the check that its front-end files are there."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look shared by console and portal."""

    name = "linli.faces.ui"
    label = "ui"

    def ready(self) -> None:
        from . import checks  # noqa: F401
