"""{% kpi %}: one number with its change and a sparkline drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template import Library

from linli.faces.ui import hues

register = Library()

WIDTH, HEIGHT, MARGIN = 100.0, 40.0, 4.0


@dataclass(frozen=True)
class Spark:
    """SVG paths of a sparkline in a 100 × 40 box, and its last point."""

    line: str
    area: str
    x: float
    y: float


@register.inclusion_tag("ui/components/kpi.html")
def kpi(
    label: object,
    value: object,
    unit: object = "",
    icon: str = "activity",
    hue: str = "green",
    delta: object = "",
    trend: str = "",
    good: bool | None = None,
    note: object = "",
    points: Sequence[float] = (),
    url: str = "",
) -> dict[str, object]:
    """A number: `trend` (up, down, empty) draws the arrow; `good` colours the change (None: neutral)."""
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "icon": icon,
        "hue": hues.css(hue),
        "delta": delta,
        "trend": trend,
        "tone": {True: "ll-up", False: "ll-down", None: ""}[good],
        "note": note,
        "spark": sparkline(points),
        "url": url,
    }


def sparkline(points: Sequence[float]) -> Spark | None:
    """Smooth paths through the points, oldest first; None for fewer than two. Equal points lie level."""
    if len(points) < 2:
        return None
    low, high = min(points), max(points)
    reach = high - low
    step = WIDTH / (len(points) - 1)
    usable = HEIGHT - 2 * MARGIN
    dots = [
        (index * step, MARGIN + usable * (1 - (value - low) / reach) if reach else HEIGHT / 2)
        for index, value in enumerate(points)
    ]
    line = _smooth(dots)
    return Spark(line, f"{line} V{HEIGHT:g} H0 Z", round(dots[-1][0], 2), round(dots[-1][1], 2))


def _smooth(dots: Sequence[tuple[float, float]]) -> str:
    """Bézier curves with level tangents half-way: passes every point, never overshoots one."""
    parts = [f"M{dots[0][0]:.4g} {dots[0][1]:.4g}"]
    for (x1, y1), (x2, y2) in zip(dots, dots[1:], strict=False):
        middle = (x1 + x2) / 2
        parts.append(f"C{middle:.4g} {y1:.4g} {middle:.4g} {y2:.4g} {x2:.4g} {y2:.4g}")
    return " ".join(parts)
