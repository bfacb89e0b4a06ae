"""The pages of one community."""

from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from linli.faces.ui.components.tabs import Tab


class HasId(Protocol):
    """A community's row."""

    id: int


def tabs_of(community: HasId, current: str) -> list[Tab]:
    """Home, identity, how it is run, brand, growing, moves."""
    listed = (
        ("home", "community", pgettext("community", "Home")),
        ("identity", "community-identity", gettext("Identity")),
        ("policy", "community-policy", gettext("How it is run")),
        ("brand", "community-brand", gettext("Brand and content")),
        ("grow", "community-grow", gettext("Clone and split")),
        ("handovers", "community-handovers", gettext("Moves")),
    )
    return [
        Tab(label, reverse(f"console:{view}", args=[community.id]), key == current)
        for key, view, label in listed
    ]
