"""{% heatmap %}: a table of shares, darker for more; words flip to white on dark cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template import Library

register = Library()

STEPS = 10
FIRST_DARK_STEP = 6


@dataclass(frozen=True)
class HeatCell:
    """A share and the words shown for it; `value` None leaves the place empty."""

    value: float | None
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class HeatRow:
    """A line: its name, a note such as the cohort's size, and its cells in the order of the columns."""

    label: str
    note: str = ""
    cells: Sequence[HeatCell] = ()


@dataclass(frozen=True)
class Heatmap:
    """The whole picture. `ceiling` is the value of the darkest step; None takes the largest cell."""

    label: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[HeatRow] = field(default_factory=tuple)
    note_title: str = ""
    ceiling: float | None = None


@register.inclusion_tag("ui/components/heatmap.html")
def heatmap(heat: Heatmap) -> dict[str, object]:
    """A Heatmap as a real table, so that it is read out row by row. Cells with a `url` lead to the people."""
    values = [cell.value for row in heat.rows for cell in row.cells if cell.value is not None]
    ceiling = heat.ceiling or max(values, default=1.0) or 1.0
    rows = [(row, [(cell, _look(cell.value, ceiling)) for cell in row.cells]) for row in heat.rows]
    return {"heat": heat, "rows": rows}


def step_of(value: float, ceiling: float) -> int:
    """The step from 0 to 9 of a value between 0 and the ceiling; what lies outside takes the nearest end."""
    return max(0, min(STEPS - 1, int(value / ceiling * STEPS)))


def _look(value: float | None, ceiling: float) -> str:
    if value is None:
        return ""
    step = step_of(value, ceiling)
    return f"ll-cell ll-heat-{step}" + (" ll-dark" if step >= FIRST_DARK_STEP else "")
