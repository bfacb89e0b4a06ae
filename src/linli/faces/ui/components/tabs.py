"""{% tabs %} and {% segments %}: links between views of one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template import Library

register = Library()


@dataclass(frozen=True)
class Tab:
    """A view of the page: its words, its address, whether it is shown now, and an optional count."""

    label: object
    url: str
    is_current: bool = False
    count: int | None = None


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Sequence[Tab], label: object = "") -> dict[str, object]:
    """Underlined links beneath the page header; `label` names the group for screen readers."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/components/segments.html")
def segments(items: Sequence[Tab], label: object = "") -> dict[str, object]:
    """A small switch, for periods and units inside a header or a card."""
    return {"items": items, "label": label}
