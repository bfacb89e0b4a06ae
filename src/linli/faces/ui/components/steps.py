"""{% steps %}: a playbook as cards on a wire, the wait written on the wire and the live rates beneath."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.template import Library

from linli.faces.ui import hues

register = Library()


@dataclass(frozen=True)
class StepCard:
    """A step: its kind in words, what it does, and what came of it. `wait` stands on the wire before it."""

    kind: object
    title: object
    text: object = ""
    hue: str = "sky"
    wait: object = ""
    left: object = ""
    right: object = ""
    state: Literal["", "now", "failed"] = ""
    url: str = ""

    @property
    def css(self) -> str:
        """Extra class for a step that runs now or fails."""
        return f"ll-step-{self.state}" if self.state else ""

    @property
    def hue_class(self) -> str:
        """The class of the hue."""
        return hues.css(self.hue)


@register.inclusion_tag("ui/components/steps.html")
def steps(items: Sequence[StepCard], label: object = "") -> dict[str, object]:
    """The cards in order; scrolls sideways inside its box, by keyboard too."""
    return {"items": items, "label": label}
