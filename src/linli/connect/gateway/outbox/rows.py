"""Effects as the dispatcher carries them: locked, with their channel, in one query."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection

_COLUMNS = (
    "e.id, e.fence, e.org_id, e.key, e.channel_id, c.adapter, c.state, e.verb, e.target, e.person,"
    " e.community_id, e.group_id, e.member_id, e.payload::text, e.message_class, e.surface, e.policy,"
    " e.priority, e.origin, e.sender, e.due_at, e.late_after, e.on_cap, e.slot_until, e.waits_for,"
    " e.attempts, e.cause, e.depth, e.started_at"
)


class Claim(msgspec.Struct, frozen=True, gc=False):
    """An effect that one dispatcher holds; `fence` tells its hold from later ones."""

    id: int
    fence: int
    channel: int
    is_urgent: bool
    priority: int
    due_at: datetime

    @property
    def turn(self) -> tuple[bool, int, datetime, int]:
        """The order in which claims are taken up."""
        return (not self.is_urgent, -self.priority, self.due_at, self.id)


class Row(msgspec.Struct, frozen=True, gc=False):
    """An effect with all that its checks and its order need. `payload` is JSON text."""

    id: int
    fence: int
    org: int
    key: str
    channel: int
    adapter: str
    channel_state: str
    verb: str
    target: str
    person: str
    community: int | None
    group: int | None
    member: int | None
    payload: str
    message_class: str
    surface: str
    policy: str
    priority: int
    origin: str
    sender: str
    due_at: datetime
    late_after: datetime | None
    on_cap: str
    slot_until: datetime | None
    waits_for: str
    attempts: int
    cause: UUID | None
    depth: int
    started_at: datetime | None

    @property
    def is_message(self) -> bool:
        """Quiet hours and caps hold for messages only."""
        return self.verb == "send_message"


def lock_reserved(claims: Sequence[Claim]) -> list[Row]:
    """Lock what the claims still hold, in their order. Rows that somebody is voiding are left out."""
    rows = _locked("reserved", [claim.id for claim in claims], [claim.fence for claim in claims])
    by_id = {row.id: row for row in rows}
    return [by_id[claim.id] for claim in claims if claim.id in by_id]


def find_unknown(ids: Sequence[int]) -> list[Row]:
    """Effects of which nobody knows whether they were carried out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM gateway_effect e JOIN gateway_channel c ON c.id = e.channel_id"
            " WHERE e.id = ANY(%s) AND e.state = 'unknown' ORDER BY e.id",
            [list(ids)],
        )
        return [Row(*row) for row in cursor.fetchall()]


def _locked(state: str, ids: Sequence[int], fences: Sequence[int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM unnest(%s::bigint[], %s::int[]) AS t(id, fence)"
            " JOIN gateway_effect e ON e.id = t.id AND e.fence = t.fence"
            " JOIN gateway_channel c ON c.id = e.channel_id"
            " WHERE e.state = %s FOR UPDATE OF e SKIP LOCKED",
            [list(ids), list(fences), state],
        )
        return [Row(*row) for row in cursor.fetchall()]
