"""{% phone %}: how a message will look on a member's phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template import Library

register = Library()


@dataclass(frozen=True)
class Bubble:
    """A message in a group; `is_mine` puts it right, `is_note` makes it a grey line such as "Lin joined"."""

    text: str
    author: str = ""
    is_mine: bool = False
    is_note: bool = False
    hue: str = ""


@register.inclusion_tag("ui/components/phone.html")
def phone(title: object, bubbles: Sequence[Bubble], time: str = "") -> dict[str, object]:
    """A phone with a group's name and messages; goes beside every message editor."""
    return {"title": title, "bubbles": bubbles, "time": time}
