"""{% progress %}, {% bars %} and {% funnel %}: shares as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template import Library

from linli.faces.ui import hues

register = Library()

LAST_FADE = 4


@dataclass(frozen=True)
class Bar:
    """One row of {% bars %}: `value` sets the length, `text` and `note` are what is read."""

    label: object
    value: float
    text: object
    note: object = ""
    hue: str = "green"
    url: str = ""
    fade: int | None = None

    @property
    def hue_class(self) -> str:
        """The class of the hue, or of the shade when the bar is a stage of a funnel."""
        return hues.css(self.hue) if self.fade is None else f"ll-fade-{min(self.fade, LAST_FADE)}"


@dataclass(frozen=True)
class FunnelStep:
    """A stage and how many people reached it."""

    label: object
    people: int
    url: str = ""


@register.inclusion_tag("ui/components/progress.html")
def progress(
    value: float, label: object, max: float = 100, hue: str = "green", text: object = ""
) -> dict[str, object]:
    """A thin bar and what is read beside it (the share, if no `text`); `label` is for screen readers."""
    shown = text if text != "" else f"{round(100 * value / max) if max else 0}%"
    return {"value": value, "max": max, "label": label, "hue": hues.css(hue), "text": shown}


@register.inclusion_tag("ui/components/bars.html")
def bars(rows: Sequence[Bar]) -> dict[str, object]:
    """Horizontal bars against the longest."""
    return {"rows": rows, "max": max((row.value for row in rows), default=1) or 1}


@register.inclusion_tag("ui/components/bars.html")
def funnel(steps: Sequence[FunnelStep]) -> dict[str, object]:
    """Stages from first to last, each with its share of the stage before."""
    return {"rows": funnel_bars(steps), "max": max((step.people for step in steps), default=1) or 1}


def funnel_bars(steps: Sequence[FunnelStep]) -> list[Bar]:
    """Bars of a funnel; the note is the share of the stage before, `–` where that stage is empty."""
    rows: list[Bar] = []
    for index, step in enumerate(steps):
        before = steps[index - 1].people if index else 0
        note = "" if index == 0 else (f"{100 * step.people / before:.1f}%" if before else "–")
        rows.append(Bar(step.label, step.people, f"{step.people:,}", note, url=step.url, fade=index))
    return rows
