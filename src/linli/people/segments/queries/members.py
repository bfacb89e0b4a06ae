"""Who is in a segment, and who entered or left it lately and through what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.members.queries.people import Place
from linli.people.segments.queries import listing
from linli.people.segments.queries.listing import Reach


@dataclass(frozen=True)
class PersonLine:
    """Somebody in a segment, since when, and in how many communities."""

    id: int
    name: str
    sort_key: str
    since: date
    communities: int


@dataclass(frozen=True)
class PeoplePage:
    """Some people in order of name; `after` is where the next page starts, None on the last."""

    lines: tuple[PersonLine, ...]
    after: Place | None


@dataclass(frozen=True)
class MoveLine:
    """Somebody entered or left; `because` is the kind of the event, "" where staff did it here."""

    member_id: int
    name: str
    is_entry: bool
    at: datetime
    because: str
    community: str


_PEOPLE = """
SELECT m.id, m.name, m.sort_key, f.since, f.places FROM (
  SELECT m.id, m.name, m.sort_key FROM members_member m
  WHERE m.org_id = %s AND m.merged_into_id IS NULL AND (m.sort_key, m.id) > (%s, %s) AND m.id IN ({inside})
  ORDER BY m.sort_key, m.id LIMIT %s
) m, LATERAL (
  SELECT min(p.since) AS since, count(*) AS places FROM belonging_belonging b JOIN segments_place p
    ON p.community_id = b.community_id AND p.segment_id = %s AND p.member_id = b.member_id
  WHERE b.member_id = m.id AND (%s::bigint[] IS NULL OR b.community_id = ANY(%s))
) f ORDER BY m.sort_key, m.id
"""


def members_of(
    segment_id: int, *, reach: Reach = None, after: Place | None = None, limit: int = 50
) -> PeoplePage:
    """People of a segment by name, in one query; `after` is the place the page before gave."""
    inside = listing.people_in(segment_id, reach)
    key, number = after or ("", 0)
    places = None if reach is None else sorted(reach)
    params: list[Any] = [scope.org_id(), key, number, *inside.params, limit + 1, segment_id, places, places]
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.replace("{inside}", inside.text), params)
        rows = [PersonLine(*row) for row in cursor.fetchall()]
    shown = tuple(rows[:limit])
    return PeoplePage(shown, (shown[-1].sort_key, shown[-1].id) if len(rows) > limit else None)


def moves_of(segment_id: int, *, reach: Reach = None, limit: int = 20) -> list[MoveLine]:
    """Who entered or left lately, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(m.merged_into_id, m.id), coalesce(k.name, m.name), v.is_entry, v.at,"
            " v.because, c.name FROM segments_move v JOIN members_member m ON m.id = v.member_id"
            " LEFT JOIN members_member k ON k.id = m.merged_into_id"
            " JOIN communities_community c ON c.id = v.community_id WHERE v.org_id = %s"
            " AND v.segment_id = %s AND (%s::bigint[] IS NULL OR v.community_id = ANY(%s))"
            " ORDER BY v.id DESC LIMIT %s",
            [scope.org_id(), segment_id, *[None if reach is None else sorted(reach)] * 2, limit],
        )
        return [MoveLine(*row) for row in cursor.fetchall()]
