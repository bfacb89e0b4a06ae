"""{% chart %}: lines, bars or a ring by ECharts, with the finding in words and the numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.template import Library

from linli.faces.ui import hues

register = Library()


@dataclass(frozen=True)
class Series:
    """A named row of values, one for each category; None is a gap."""

    name: str
    values: Sequence[float | None]
    hue: str = "green"


@dataclass(frozen=True)
class Chart:
    """What is drawn. `label` states the finding in a sentence: what a screen reader says of the picture."""

    id: str
    label: str
    categories: Sequence[str]
    series: Sequence[Series] = field(default_factory=tuple)
    kind: Literal["line", "bar", "stacked", "ring"] = "line"
    unit: str = ""
    is_small: bool = False

    @property
    def data_id(self) -> str:
        """The id of the JSON that stands beside the picture."""
        return f"{self.id}-data"

    def data(self) -> dict[str, object]:
        """The picture's numbers for charts.js; colours are names of CSS variables."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "categories": list(self.categories),
            "series": [
                {"name": one.name, "values": list(one.values), "hue": f"--{hues.css(one.hue)}"}
                for one in self.series
            ],
        }

    def table(self) -> list[tuple[str, list[float | None]]]:
        """The same numbers by row: category, then a value for each series."""
        return [
            (category, [one.values[index] if index < len(one.values) else None for one in self.series])
            for index, category in enumerate(self.categories)
        ]


@register.inclusion_tag("ui/components/chart.html")
def chart(chart: Chart) -> dict[str, object]:
    """A Chart: picture, and a table of its numbers behind a toggle.

    The page adds {% block scripts %}{{ block.super }}{% include "ui/scripts/charts.html" %}{% endblock %}.
    """
    return {"chart": chart}
