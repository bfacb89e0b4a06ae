"""Writing roll-ups: counts a day, kept as events arrive or made anew from the log."""

from collections.abc import Iterable, Sequence
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from linli.kernel.events import reading
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.measure.insights.counting import COUNTED, Counts, count
from linli.measure.insights.models import GroupDay, MemberDay
from linli.people.communities.models import Community

REBUILD_BATCH = 20_000
_COUNTED_KINDS = frozenset(fact.kind for fact in COUNTED)


def count_events(events: Sequence[Event]) -> None:
    """Add a batch to the roll-ups of the organisation in scope.

    Once a batch: the log's cursor sees to that.
    """
    zones = _zones({event.community for event in events if event.community is not None})
    _save(count(events, zones))


@transaction.atomic
def rebuild_rollups() -> int:
    """Make the roll-ups of the organisation in scope anew from its log; returns the events counted.

    Delivery of the lane must be up to date or paused, else events counted here are counted again by it.
    """
    GroupDay.objects.all().delete()
    MemberDay.objects.all().delete()
    counted = 0
    stream = (event for event in reading.stream(scope.org_id()) if event.kind in _COUNTED_KINDS)
    while batch := list(islice(stream, REBUILD_BATCH)):
        count_events(batch)
        counted += len(batch)
    return counted


def _zones(community_ids: Iterable[int]) -> dict[int, ZoneInfo]:
    found = Community.objects.filter(id__in=list(community_ids)).values_list("id", "zone")
    return {id: ZoneInfo(zone) for id, zone in found}


def _save(counts: Counts) -> None:
    new_actives = _save_members(counts)
    rows = sorted(counts.days.items())
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO insights_groupday (org_id, group_id, day, community_id, messages, reactions,"
            " checkins,"
            " joins, exits, active, last_message_at) SELECT %s, * FROM unnest(%s::bigint[], %s::date[],"
            " %s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[],"
            " %s::timestamptz[])"
            " ON CONFLICT (group_id, day) DO UPDATE SET messages = insights_groupday.messages +"
            " excluded.messages,"
            " reactions = insights_groupday.reactions + excluded.reactions,"
            " checkins = insights_groupday.checkins + excluded.checkins,"
            " joins = insights_groupday.joins + excluded.joins, exits = insights_groupday.exits +"
            " excluded.exits,"
            " active = insights_groupday.active + excluded.active,"
            " last_message_at = greatest(insights_groupday.last_message_at, excluded.last_message_at)",
            [
                scope.org_id(),
                [key[0] for key, _ in rows],
                [key[1] for key, _ in rows],
                [day.community for _, day in rows],
                [day.messages for _, day in rows],
                [day.reactions for _, day in rows],
                [day.checkins for _, day in rows],
                [day.joins for _, day in rows],
                [day.exits for _, day in rows],
                [new_actives.get(key, 0) for key, _ in rows],
                [day.last_message_at for _, day in rows],
            ],
        )


def _save_members(counts: Counts) -> dict[tuple[int, object], int]:
    """Upsert who was active; returns how many of them were new to each (group, day)."""
    rows = sorted(counts.members.items())
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH written AS (INSERT INTO insights_memberday (org_id, group_id, day, member_id,"
            " community_id, events)"
            " SELECT %s, * FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::bigint[], %s::int[])"
            " ON CONFLICT (group_id, day, member_id) DO UPDATE SET events = insights_memberday.events +"
            " excluded.events"
            " RETURNING group_id, day, xmax = 0 AS is_new)"
            " SELECT group_id, day, count(*) FROM written WHERE is_new GROUP BY group_id, day",
            [
                scope.org_id(),
                [key[0] for key, _ in rows],
                [key[1] for key, _ in rows],
                [key[2] for key, _ in rows],
                [counts.days[key[0], key[1]].community for key, _ in rows],
                [events for _, events in rows],
            ],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}
