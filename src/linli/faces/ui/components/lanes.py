"""{% lanes %}: a week side by side, a lane for each playbook or column, today marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.template import Library

from linli.faces.ui import hues

register = Library()


@dataclass(frozen=True)
class Slot:
    """Something on a day, with its time or result. A draft is dashed; `now` waits for somebody."""

    title: object
    note: object = ""
    hue: str = "green"
    state: Literal["done", "now", "failed", "planned", "draft"] = "planned"
    url: str = ""

    @property
    def css(self) -> str:
        """Classes of hue and state; trouble and waiting override the hue."""
        hue = {"now": "amber", "failed": "rose"}.get(self.state, self.hue)
        return f"{hues.css(hue)} ll-slot-{self.state}"


@dataclass(frozen=True)
class Lane:
    """A row: its name, a note, and for each day of the week its slots."""

    title: object
    note: object = ""
    days: Sequence[Sequence[Slot]] = ()


@dataclass(frozen=True)
class Day:
    """A column head."""

    label: object
    is_today: bool = False


@dataclass(frozen=True)
class Week:
    """The picture: `corner` heads the names of the lanes; every lane has as many days as there are heads."""

    label: str
    corner: object
    days: Sequence[Day]
    lanes: Sequence[Lane]


@register.inclusion_tag("ui/components/lanes.html")
def lanes(week: Week) -> dict[str, object]:
    """A Week as a table that scrolls sideways in its own box."""
    rows = [(lane, list(zip(week.days, lane.days, strict=True))) for lane in week.lanes]
    return {"week": week, "rows": rows}
