"""The notice about data: what an organisation adds to it, and the table that follows from what Linli does."""

from dataclasses import dataclass
from datetime import datetime

from linli.people.consent.models import Notice


@dataclass(frozen=True)
class Added:
    """What an organisation says itself: whom to ask, its own words, and two of its rules."""

    version: int
    contact: str
    words_zh: str
    words_en: str
    grace_days: int
    asks_first: bool
    published_at: datetime | None
    published_by: str


NOTHING = Added(0, "", "", "", 0, False, None, "")


def current() -> Added:
    """What is published now; NOTHING before the first time."""
    row = Notice.objects.order_by("-version").first()
    return _added(row) if row else NOTHING


def versions(*, limit: int = 20) -> list[Added]:
    """The last versions, newest first."""
    return [_added(row) for row in Notice.objects.order_by("-version")[:limit]]


def _added(row: Notice) -> Added:
    return Added(
        row.version,
        row.contact,
        row.words_zh,
        row.words_en,
        row.grace_days,
        row.asks_first,
        row.published_at,
        row.published_by,
    )
