"""Every coming and going: when, from where, by whose invitation, why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from linli.kernel.orgs import scope

Kind = Literal["joined", "left", "kicked", "banned", "dissolved"]
LEAVES = ("left", "kicked", "banned", "dissolved")

_MOVES = """
SELECT m.id, m.at, m.kind, m.member_id, p.name, m.community_id, c.name, g.name,
    coalesce(a.source, ''), coalesce(k.name, ''), coalesce(i.name, ''), m.stay
FROM (
    SELECT id, org_id, joined_at AS at, 'joined' AS kind, member_id, community_id, group_id, stay, joined_at
    FROM members_membership
    UNION ALL
    SELECT id, org_id, left_at, coalesce(nullif(leave_reason, ''), 'left'), member_id, community_id, group_id,
        stay, joined_at
    FROM members_membership WHERE left_at IS NOT NULL
) m
JOIN members_member p ON p.id = m.member_id
JOIN communities_community c ON c.id = m.community_id
JOIN communities_group g ON g.id = m.group_id
LEFT JOIN LATERAL (
    SELECT source, campaign_id, inviter_member_id FROM entry_application
    WHERE member_id = m.member_id AND community_id = m.community_id AND state = 'accepted'
        AND decided_at <= m.joined_at + interval '1 day'
    ORDER BY id DESC LIMIT 1
) a ON true
LEFT JOIN entry_campaign k ON k.id = a.campaign_id
LEFT JOIN members_member i ON i.id = a.inviter_member_id
WHERE m.org_id = %(org)s AND (%(reach)s::bigint[] IS NULL OR m.community_id = ANY(%(reach)s))
    AND (%(community)s::bigint IS NULL OR m.community_id = %(community)s)
    AND m.at >= %(since)s AND m.at < %(until)s
    AND (%(kind)s = '' OR m.kind = %(kind)s OR (%(kind)s = 'gone' AND m.kind <> 'joined'))
"""


@dataclass(frozen=True)
class Wanted:
    """Which moves: `kind` "" for all, "gone" for every leaving, or one kind; the period is [since, until)."""

    since: datetime
    until: datetime
    community: int | None = None
    kind: str = ""
    reach: frozenset[int] | None = None


@dataclass(frozen=True)
class Move:
    """Somebody came or went. `source`, `campaign` and `inviter` are known of those who applied."""

    at: datetime
    kind: str
    member_id: int
    name: str
    community_id: int
    community: str
    group: str
    source: str
    campaign: str
    inviter: str
    stay: int


@dataclass(frozen=True)
class Totals:
    """How many came, left by themselves, and were removed."""

    joined: int
    left: int
    removed: int


def moves(wanted: Wanted, *, limit: int = 50, offset: int = 0) -> list[Move]:
    """Moves, newest first; one query."""
    tail = " ORDER BY m.at DESC, m.id DESC, m.kind LIMIT %(limit)s OFFSET %(offset)s"
    with connection.cursor() as cursor:
        cursor.execute(_MOVES + tail, {**_params(wanted), "limit": limit, "offset": offset})
        return [Move(*row[1:]) for row in cursor.fetchall()]


def every_move(wanted: Wanted, *, batch: int = 2_000) -> Iterator[Move]:
    """All moves of a period, newest first, a batch at a time."""
    offset = 0
    while found := moves(wanted, limit=batch, offset=offset):
        yield from found
        offset += batch


def totals(wanted: Wanted) -> Totals:
    """How many moves of each kind; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, count(*) FROM ({_MOVES}) AS t(id, at, kind) GROUP BY kind",  # noqa: S608
            _params(wanted),
        )
        counted = dict(cursor.fetchall())
    removed = counted.get("kicked", 0) + counted.get("banned", 0)
    return Totals(counted.get("joined", 0), counted.get("left", 0), removed)


def _params(wanted: Wanted) -> dict[str, Any]:
    return {
        "org": scope.org_id(),
        "reach": None if wanted.reach is None else sorted(wanted.reach),
        "community": wanted.community,
        "since": wanted.since,
        "until": wanted.until,
        "kind": wanted.kind,
    }
