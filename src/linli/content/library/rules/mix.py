"""The balance of what is said: shares of categories against their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEFAULT_CATEGORIES: tuple[tuple[str, int], ...] = (("product", 30), ("values", 30), ("interactive", 40))
TOLERANCE_POINTS = 10
LEAST_USES = 5


@dataclass(frozen=True)
class Category:
    """A kind of content; `target_percent` of what is said. `name` "" for the three that Linli brings."""

    code: str
    name: str
    target_percent: int


@dataclass(frozen=True)
class Share:
    """How much of what was said is of a category. `verdict`: "", "heavy" or "light"."""

    category: Category
    count: int
    percent: int
    verdict: str


def shares(counts: Mapping[str, int], categories: Sequence[Category]) -> list[Share]:
    """The share of every category, in their order; with fewer than LEAST_USES uses nothing is judged."""
    total = sum(counts.values())
    return [_share(one, counts.get(one.code, 0), total) for one in categories]


def _share(category: Category, count: int, total: int) -> Share:
    percent = round(count * 100 / total) if total else 0
    verdict = ""
    if total >= LEAST_USES and percent > category.target_percent + TOLERANCE_POINTS:
        verdict = "heavy"
    elif total >= LEAST_USES and percent < category.target_percent - TOLERANCE_POINTS:
        verdict = "light"
    return Share(category, count, percent, verdict)
