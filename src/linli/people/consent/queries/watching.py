"""Who looked at personal data: of one member, or lately at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.people.consent.models import Access

Place = tuple[datetime, int]


@dataclass(frozen=True)
class Look:
    """Who (an actor's code) looked at a member's data, why, last when, how often in that hour."""

    id: int
    member: int
    actor: str
    why: str
    at: datetime
    times: int


def looks_at(member_ids: Sequence[int], *, limit: int = 50) -> list[Look]:
    """Who looked at the data of these records, newest first."""
    return [
        _look(row) for row in Access.objects.filter(member_id__in=member_ids).order_by("-at", "-id")[:limit]
    ]


def recent_looks(
    *, actor: str = "", why: str = "", before: datetime | None = None, limit: int = 50
) -> list[Look]:
    """The access log of the organisation, newest first."""
    found = Access.objects.order_by("-at", "-id")
    if actor:
        found = found.filter(actor=actor)
    if why:
        found = found.filter(why=why)
    if before is not None:
        found = found.filter(at__lt=before)
    return [_look(row) for row in found[:limit]]


def _look(row: Access) -> Look:
    return Look(row.id, row.member_id, row.actor, row.why, row.at, row.times)
