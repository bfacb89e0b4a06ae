"""Who has how much to do, and who did how much in time: by person and week."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.tasks.queries.eligible import Person

Reach = frozenset[int] | None


@dataclass(frozen=True)
class Load:
    """What somebody has to do now: open tasks, late ones among them, and those due within a week."""

    person: Person
    open: int
    late: int
    soon: int


@dataclass(frozen=True)
class Week:
    """What somebody did in a week that begins on Monday `week`; `missed`: theirs, and the time ran out."""

    person: Person
    week: date
    done: int
    late: int
    missed: int


def loads(*, at: datetime, reach: Reach = None, community: int | None = None) -> list[Load]:
    """Everybody who has something to do, those with the most first. One query.

    Nobody's tasks are nobody's load.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT staff_id, assignee_member_id, count(*), count(*) FILTER (WHERE due_at < %(at)s),"
            " count(*) FILTER (WHERE due_at >= %(at)s AND due_at < %(at)s + interval '7 days')"
            " FROM tasks_task WHERE org_id = %(org)s AND state IN ('open', 'claimed')"
            " AND num_nonnulls(staff_id, assignee_member_id) = 1"
            " AND (%(reach)s::bigint[] IS NULL OR community_id = ANY(%(reach)s))"
            " AND (%(community)s::bigint IS NULL OR community_id = %(community)s)"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
            _given(reach, community) | {"at": at},
        )
        return [Load(_person(row[0], row[1]), *row[2:]) for row in cursor.fetchall()]


def weeks(
    *, since: datetime, until: datetime, zone: str, reach: Reach = None, community: int | None = None
) -> list[Week]:
    """What each person closed between two moments, by week in a zone, oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT staff_id, assignee_member_id, date_trunc('week', closed_at AT TIME ZONE %(zone)s)::date,"
            " count(*) FILTER (WHERE state = 'done'),"
            " count(*) FILTER (WHERE state = 'done' AND closed_at > due_at),"
            " count(*) FILTER (WHERE state = 'expired')"
            " FROM tasks_task WHERE org_id = %(org)s AND closed_at >= %(since)s AND closed_at < %(until)s"
            " AND num_nonnulls(staff_id, assignee_member_id) = 1"
            " AND (%(reach)s::bigint[] IS NULL OR community_id = ANY(%(reach)s))"
            " AND (%(community)s::bigint IS NULL OR community_id = %(community)s)"
            " GROUP BY 1, 2, 3 ORDER BY 3, 1, 2",
            _given(reach, community) | {"since": since, "until": until, "zone": zone},
        )
        return [Week(_person(row[0], row[1]), *row[2:]) for row in cursor.fetchall()]


def kinds(*, since: datetime, until: datetime, reach: Reach = None) -> list[tuple[str, int, int, int]]:
    """Of each kind what was closed between two moments: kind, done, late among them, expired. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT about, count(*) FILTER (WHERE state = 'done'),"
            " count(*) FILTER (WHERE state = 'done' AND closed_at > due_at),"
            " count(*) FILTER (WHERE state = 'expired') FROM tasks_task"
            " WHERE org_id = %(org)s AND closed_at >= %(since)s AND closed_at < %(until)s"
            " AND (%(reach)s::bigint[] IS NULL OR community_id = ANY(%(reach)s)) GROUP BY 1 ORDER BY 1",
            _given(reach, None) | {"since": since, "until": until},
        )
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


def _given(reach: Reach, community: int | None) -> dict[str, int | list[int] | None | datetime | str]:
    return {"org": scope.org_id(), "reach": None if reach is None else sorted(reach), "community": community}


def _person(staff_id: int | None, member_id: int | None) -> Person:
    return Person("staff", staff_id) if staff_id is not None else Person("member", member_id or 0)
