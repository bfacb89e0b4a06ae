"""The one place that writes answers, many at a time: what is replaced goes to the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope

LONGEST_KEY = 200


@dataclass(frozen=True)
class Stored:
    """An answer to write. `value` "" takes the answer away."""

    member_id: int
    field_id: int
    value: str
    number: Decimal | None = None
    doubt: str = ""
    is_telling: bool = False


_NEW = """
WITH given AS (SELECT * FROM unnest(
        %s::bigint[], %s::bigint[], %s::text[], %s::numeric[], %s::text[], %s::text[]
    ) AS g(member_id, field_id, value, number, doubt, key)),
former AS (
    INSERT INTO profiles_formeranswer
        (org_id, member_id, field_id, value, source, answered_at, replaced_at, replaced_by)
    SELECT a.org_id, a.member_id, a.field_id, a.value, a.source, a.answered_at, %s, %s
    FROM profiles_answer a JOIN given g ON g.member_id = a.member_id AND g.field_id = a.field_id
    WHERE a.org_id = %s AND a.value <> g.value)
"""
_PUT = """
INSERT INTO profiles_answer AS p
    (org_id, member_id, field_id, value, number, source, answered_at, confirmed_at, doubt, key)
SELECT %s, member_id, field_id, value, number, %s, %s, %s, doubt, key FROM given
ON CONFLICT (member_id, field_id) DO UPDATE SET value = excluded.value, number = excluded.number,
    source = excluded.source, answered_at = excluded.answered_at, confirmed_at = excluded.confirmed_at,
    doubt = excluded.doubt, key = excluded.key
WHERE p.value <> excluded.value RETURNING member_id, field_id
"""
_TAKE = """
DELETE FROM profiles_answer a USING given g
WHERE a.org_id = %s AND a.member_id = g.member_id AND a.field_id = g.field_id
RETURNING a.member_id, a.field_id
"""


def store(rows: Sequence[Stored], *, source: str, at: datetime) -> set[tuple[int, int]]:
    """Write answers; gives (member, field) of those that changed. Equal answers stay as they are."""
    kept, taken = [row for row in rows if row.value], [row for row in rows if not row.value]
    org = scope.org_id()
    changed: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        if kept:
            cursor.execute(_NEW + _PUT, [*_given(kept, source, at, org), org, source, at, at])
            changed |= {(row[0], row[1]) for row in cursor.fetchall()}
        if taken:
            cursor.execute(_NEW + _TAKE, [*_given(taken, source, at, org), org])
            changed |= {(row[0], row[1]) for row in cursor.fetchall()}
    return changed


def confirm(pairs: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """Remember that (member, field) answers were said again, and hold from now."""
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE profiles_answer a SET confirmed_at = greatest(a.confirmed_at, %s)"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS g(m, f)"
            " WHERE a.org_id = %s AND a.member_id = g.m AND a.field_id = g.f",
            [at, [pair[0] for pair in pairs], [pair[1] for pair in pairs], scope.org_id()],
        )


def _given(rows: Sequence[Stored], source: str, at: datetime, org: int) -> list[Any]:
    return [
        [row.member_id for row in rows],
        [row.field_id for row in rows],
        [row.value for row in rows],
        [row.number for row in rows],
        [row.doubt for row in rows],
        [row.value[:LONGEST_KEY] if row.is_telling else None for row in rows],
        at,
        source,
        org,
    ]
