"""The rhythm of communities: what is expected, when they talk in fact, and who waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from linli.content.topics.models import Notice, Rhythm
from linli.content.topics.rules.rhythm import LOOKED_BACK, Window
from linli.facts.messages import MessagePosted
from linli.kernel.orgs import scope

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DEFAULT = (Window(EVERY_DAY, time(9), time(22)),)
LISTENED = timedelta(hours=24)


@dataclass(frozen=True)
class Expected:
    """What is expected of a community; `is_own` when somebody wrote it down."""

    community: int
    windows: tuple[Window, ...] = DEFAULT
    silence_after: timedelta = timedelta(hours=24)
    is_watched: bool = True
    least_prompts: int = 1
    most_prompts: int = 2
    is_own: bool = False


def expected(communities: Sequence[int]) -> dict[int, Expected]:
    """Of each community, what was written down for it or the usual."""
    found = {one: Expected(one) for one in communities}
    for row in Rhythm.objects.filter(community_id__in=communities):
        found[row.community_id] = Expected(
            row.community_id,
            tuple(_window(one) for one in row.windows) or DEFAULT,
            timedelta(hours=row.silence_hours),
            row.is_watched,
            row.least_prompts,
            row.most_prompts,
            is_own=True,
        )
    return found


def talk_by_hour(community: int, *, zone: str, at: datetime) -> list[list[int]]:
    """People who spoke by weekday (0 is Monday) and hour in the last two weeks; 7 rows of 24."""
    grid = [[0] * 24 for _day in range(7)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(isodow FROM occurred_at AT TIME ZONE %s)::int - 1,"
            " extract(hour FROM occurred_at AT TIME ZONE %s)::int,"
            " count(DISTINCT (member_id, (occurred_at AT TIME ZONE %s)::date)) FROM events"
            " WHERE org_id = %s AND community_id = %s AND kind = %s AND member_id IS NOT NULL"
            " AND occurred_at >= %s AND recorded_at >= %s GROUP BY 1, 2",
            [
                zone,
                zone,
                zone,
                scope.org_id(),
                community,
                MessagePosted.kind,
                at - LOOKED_BACK,
                at - LOOKED_BACK,
            ],
        )
        for day, hour, people in cursor.fetchall():
            grid[day][hour] = people
    return grid


def last_said(communities: Sequence[int], *, at: datetime) -> dict[int, datetime]:
    """When a person last spoke in each community, in the last two weeks; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT community_id, max(last_spoke_at) FROM members_membership s JOIN members_member p"
            " ON p.id = s.member_id WHERE s.org_id = %s AND s.community_id = ANY(%s)"
            " AND s.last_spoke_at <= %s AND NOT p.is_bot GROUP BY 1",
            [scope.org_id(), list(communities), at],
        )
        return {row[0]: row[1] for row in cursor.fetchall() if row[1] is not None}


def open_notices(communities: Sequence[int]) -> list[Notice]:
    """What was noticed and is not over, the oldest first."""
    return list(Notice.objects.filter(community_id__in=communities, over_at=None).order_by("since", "id"))


def _window(one: dict[str, Any]) -> Window:
    return Window(tuple(one["days"]), time.fromisoformat(one["begins"]), time.fromisoformat(one["ends"]))
