"""The segments of an organisation as the keeping needs them, and the day they see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.segments import fields, rules
from linli.people.segments.fields import Ready
from linli.people.segments.rules import Kind


@dataclass(frozen=True)
class Standing:
    """A segment in force. `ready` is None for a static one."""

    id: int
    community_id: int | None
    version: int
    counts_left: bool
    ready: Ready | None

    @property
    def is_static(self) -> bool:
        return self.ready is None

    def is_over(self, community: int) -> bool:
        """Does it look at this community at all?"""
        return self.community_id is None or self.community_id == community


@dataclass(frozen=True)
class Day:
    """The day segments see in a community, and the moment that is `now` all through it."""

    community: int
    day: date
    now: datetime


def standing(segment_ids: Collection[int] | None = None) -> list[Standing]:
    """The segments that are kept, by id, or those among some. One whose condition broke is left as it is."""
    chosen = None if segment_ids is None else list(segment_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, community_id, version, counts_left, kind, condition FROM segments_segment"
            " WHERE org_id = %s AND archived_at IS NULL AND (%s::bigint[] IS NULL OR id = ANY(%s))"
            " ORDER BY id",
            [scope.org_id(), chosen, chosen],
        )
        rows = cursor.fetchall()
    made = []
    for id, community, version, counts_left, kind, condition in rows:
        ready = fields.ready(condition) if kind == Kind.CONDITION else None
        if ready is not None or kind == Kind.STATIC:
            made.append(Standing(id, community, version, counts_left, ready))
    return made


def days_of(community_ids: Collection[int]) -> dict[int, Day]:
    """The day of those communities that have one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.community_id, k.day, c.zone FROM segments_clock k"
            " JOIN communities_community c ON c.id = k.community_id"
            " WHERE k.org_id = %s AND k.community_id = ANY(%s)",
            [scope.org_id(), list(community_ids)],
        )
        return {id: Day(id, day, rules.beginning_of(day, zone)) for id, day, zone in cursor.fetchall()}
