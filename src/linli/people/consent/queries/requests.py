"""Requests for a copy or for erasure: the waiting ones, and those that were done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.people.consent.models import Request

EXPORT, ERASURE = "export", "erasure"
WAITING, WITHDRAWN, DONE = "waiting", "withdrawn", "done"


@dataclass(frozen=True)
class Asked:
    """A request. `code` is what the person can name later; nothing in it says who they were."""

    id: int
    member: int
    kind: str
    state: str
    code: str
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    where: str
    by: str

    @property
    def is_waiting(self) -> bool:
        """Can it still be withdrawn?"""
        return self.state == WAITING


def waiting_erasure(member_ids: Sequence[int]) -> Asked | None:
    """The erasure one of these records waits for."""
    rows = Request.objects.filter(member_id__in=member_ids, kind=ERASURE, state=WAITING)
    row = rows.order_by("id").first()
    return asked(row) if row else None


def find_by_code(code: str) -> Asked | None:
    """The request a receipt names."""
    row = Request.objects.filter(code=code.strip().upper()).first()
    return asked(row) if row else None


def recent(*, kind: str = "", state: str = "", limit: int = 100) -> list[Asked]:
    """The last requests, newest first."""
    found = Request.objects.order_by("-asked_at", "-id")
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    return [asked(row) for row in found[:limit]]


def count_waiting() -> int:
    """How many erasures wait for their day."""
    return int(Request.objects.filter(kind=ERASURE, state=WAITING).count())


def asked(row: Request) -> Asked:
    """A row as others may see it."""
    return Asked(
        row.id,
        row.member_id,
        row.kind,
        row.state,
        row.code,
        row.asked_at,
        row.due_at,
        row.done_at,
        row.where,
        row.by,
    )
