"""The numbers and the standing of belongings, computed from traces in one statement.

Live keeping, the turn of the day and a full rebuild all come through here, so they cannot differ.
`rules.standing` says the same in Python; a property test holds the two equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from linli.people.belonging import standing
from linli.people.belonging.queries.places import Place

Pair = tuple[int, int]  # member (kept), community
_COUNTED = (
    "joined_at", "joined_on", "came_at", "left_at", "last_sign_on", "groups",
    "first_spoke_at", "last_spoke_at", "last_active_at",
    "messages", "messages_7", "messages_30", "messages_90", "active_days", "active_days_30",
    "reactions_30", "replies", "replies_30", "stage", "stage_since", "relation", "relation_since",
    "contribution", "counted_on",
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """A belonging whose stage is another one now; `before` "" where there was none."""

    member_id: int
    community_id: int
    before: str
    after: str


_WRITTEN = f"""
, written AS (
  INSERT INTO belonging_belonging AS b (org_id, member_id, community_id, {", ".join(_COUNTED)})
  SELECT %(org)s, person, community_id, {", ".join(_COUNTED)} FROM stood ORDER BY person, community_id
  ON CONFLICT (member_id, community_id) DO UPDATE
  SET ({", ".join(_COUNTED)}) = ROW ({", ".join(f"excluded.{one}" for one in _COUNTED)})
  WHERE ({", ".join(f"b.{one}" for one in _COUNTED)})
    IS DISTINCT FROM ({", ".join(f"excluded.{one}" for one in _COUNTED)})
  RETURNING b.member_id, b.community_id, b.stage
)
SELECT w.member_id, w.community_id, coalesce(o.stage, ''), w.stage FROM written w
LEFT JOIN belonging_belonging o ON o.member_id = w.member_id AND o.community_id = w.community_id
WHERE o.stage IS DISTINCT FROM w.stage
ORDER BY w.community_id, w.member_id
"""

_DROP = """
DELETE FROM belonging_belonging b USING unnest(%(members)s::bigint[], %(member_communities)s::bigint[])
  u(person, community_id), members_member m
WHERE b.org_id = %(org)s AND b.member_id = u.person AND b.community_id = u.community_id AND m.id = u.person
  AND (m.merged_into_id IS NOT NULL OR m.erased_at IS NOT NULL OR m.is_bot)
"""


def recount(pairs: Sequence[Pair], places: Mapping[int, Place]) -> list[Moved]:
    """Bring these belongings up to their traces, and say whose stage changed. Rows that differ are written.

    Records merged away, erased members and bots have none. The caller holds the communities' lock.
    """
    wanted = [pair for pair in pairs if pair[1] in places]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        values = standing.parameters(wanted, places)
        cursor.execute(_DROP, values)
        cursor.execute(standing.SQL + _WRITTEN, values)
        return [Moved(*row) for row in cursor.fetchall()]
