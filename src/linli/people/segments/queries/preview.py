"""What a condition would do before it is saved: how many people it holds, and who would come or go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from linli.kernel.conditions import sql, words
from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment, joined
from linli.people.communities import queries as communities
from linli.people.segments import fields
from linli.people.segments.queries import standing
from linli.people.segments.queries.listing import Reach

NAMES = 12


@dataclass(frozen=True)
class Named:
    """Somebody in a preview."""

    id: int
    name: str


@dataclass(frozen=True)
class Preview:
    """`people` would be in it; `enters` and `leaves` against what it holds now, some of them by name."""

    people: int
    enters: int
    leaves: int
    entering: tuple[Named, ...]
    leaving: tuple[Named, ...]


_ASKED = """
WITH wanted AS MATERIALIZED (
  SELECT DISTINCT belonging.member_id FROM belonging_belonging belonging
  JOIN members_member person ON person.id = belonging.member_id
  WHERE belonging.org_id = %s AND person.merged_into_id IS NULL AND person.erased_at IS NULL
    AND NOT person.is_bot AND ({asked})
), held AS MATERIALIZED (
  SELECT DISTINCT p.member_id FROM segments_place p
  WHERE p.community_id = ANY(%s) AND p.segment_id = %s AND p.org_id = %s
), came AS (SELECT member_id FROM wanted EXCEPT SELECT member_id FROM held),
went AS (SELECT member_id FROM held EXCEPT SELECT member_id FROM wanted)
SELECT (SELECT count(*) FROM wanted), (SELECT count(*) FROM came), (SELECT count(*) FROM went),
  ARRAY(SELECT ARRAY[m.id::text, m.name] FROM came JOIN members_member m ON m.id = came.member_id
    ORDER BY m.sort_key, m.id LIMIT %s),
  ARRAY(SELECT ARRAY[m.id::text, m.name] FROM went JOIN members_member m ON m.id = went.member_id
    ORDER BY m.sort_key, m.id LIMIT %s)
"""


def preview(
    condition: str,
    *,
    at: datetime,
    counts_left: bool = False,
    community_id: int | None = None,
    segment_id: int = 0,
    reach: Reach = None,
) -> Preview:
    """Ask the condition as a set, in the communities reached. Raises ConditionError. Three queries."""
    checked = fields.check_condition(condition)
    seen = sorted(communities.communities(reach=reach).values_list("id", flat=True))
    asked_of = [one for one in seen if community_id in (None, one)]
    asked = joined(" OR ", [_of_day(ids, sql.where(checked, at=now)) for now, ids in _days(asked_of, at)])
    if counts_left is False:
        asked = asked.wrapped("belonging.left_at IS NULL AND (", ")") if asked.text else asked
    before, after = _ASKED.split("{asked}")
    org = scope.org_id()
    params: list[Any] = [org, *asked.params, seen, segment_id, org, NAMES, NAMES]
    with connection.cursor() as cursor:
        cursor.execute(before + (asked.text or "FALSE") + after, params)
        people, enters, leaves, entering, leaving = cursor.fetchone()
    return Preview(people, enters, leaves, _named(entering), _named(leaving))


def sentence(condition: str, language: str) -> str:
    """The condition in words. Raises ConditionError."""
    return words.sentence(fields.check_condition(condition), language)


def _days(community_ids: Sequence[int], at: datetime) -> list[tuple[datetime, list[int]]]:
    """The communities by the `now` of their day; one without a day yet sees the UTC day of `at`."""
    days = standing.days_of(community_ids)
    groups: dict[datetime, list[int]] = {}
    for community in community_ids:
        midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        now = days[community].now if community in days else midnight
        groups.setdefault(now, []).append(community)
    return sorted(groups.items())


def _of_day(ids: list[int], asked: Fragment) -> Fragment:
    return Fragment("(belonging.community_id = ANY(%s) AND ", (ids,)) + asked + ")"


def _named(rows: Sequence[Sequence[str]]) -> tuple[Named, ...]:
    return tuple(Named(int(row[0]), row[1]) for row in rows)
