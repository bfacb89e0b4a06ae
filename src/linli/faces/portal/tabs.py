"""The bar at the foot of the phone pages."""

from django.urls import reverse
from django.utils.translation import pgettext

from linli.faces.ui.components.portal import PortalTab


def tabs(current: str) -> list[PortalTab]:
    """The four parts of the portal; `current` is the name of one."""
    entries = [
        ("home", pgettext("phone tab", "Home"), "house"),
        ("rooms", pgettext("phone tab", "Chat"), "message-circle"),
        ("ranking", pgettext("phone tab", "Ranking"), "trophy"),
        ("me", pgettext("phone tab", "Me"), "user"),
    ]
    return [
        PortalTab(label, icon, reverse(f"portal:{name}"), name == current) for name, label, icon in entries
    ]
