"""The tabs above the pages about all playbooks."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from linli.faces.ui.components.tabs import Tab


def tabs(current: str) -> list[Tab]:
    """The pages there are; `current` is the name of one."""
    named = (
        ("playbooks", gettext("Ours"), "console:playbooks"),
        ("library", gettext("Library of playbooks"), "console:playbook-library"),
        ("stuck", gettext("Stuck"), "console:playbook-stuck"),
    )
    return [
        Tab(words, url, name == current) for name, words, view in named if (url := _url(view)) is not None
    ]


def _url(view: str) -> str | None:
    try:
        return reverse(view)
    except NoReverseMatch:
        return None
