"""For how long each kind of data is kept, what would go tonight, and what went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.people.consent import keeping
from linli.people.consent.models import Clearing, Retention


@dataclass(frozen=True)
class Rule:
    """A kind of data and its days (None: kept for as long as it exists).

    `would_go`: how many rows tonight; None where it was not asked.
    """

    code: str
    title: str
    effect: str
    days: int | None
    would_go: int | None = None


@dataclass(frozen=True)
class Cleared:
    """What one night took away."""

    kind: str
    title: str
    days: int
    before: datetime
    rows: int
    at: datetime


def days_of() -> dict[str, int]:
    """The kinds an organisation limits, with their days."""
    return dict(Retention.objects.values_list("kind", "days"))


def rules(*, at: datetime | None = None) -> list[Rule]:
    """Every kind with its days; with `at`, also how many rows would go then (one count a limited kind)."""
    days = days_of()
    return [_rule(one, days.get(one.code), at) for one in keeping.registered()]


def would_go(code: str, days: int, *, at: datetime) -> int:
    """How many rows of a kind would go at a moment if it were kept for so many days; 0 for unknown kinds."""
    kept = keeping.find(code)
    return kept.count(at - timedelta(days=days)) if kept else 0


def history(*, limit: int = 50) -> list[Cleared]:
    """The last clearings that took something away, newest first."""
    rows = Clearing.objects.order_by("-cleared_at", "-id")[:limit]
    return [_cleared(row) for row in rows]


def _rule(one: keeping.Kept, days: int | None, at: datetime | None) -> Rule:
    going = None if at is None or days is None else one.count(at - timedelta(days=days))
    return Rule(one.code, one.title, one.effect, days, going)


def _cleared(row: Clearing) -> Cleared:
    kept = keeping.find(row.kind)
    title = kept.title if kept else row.kind
    return Cleared(row.kind, title, row.days, row.before, row.rows, row.cleared_at)
