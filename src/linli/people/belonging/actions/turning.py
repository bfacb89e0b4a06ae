"""The turn of the day, and everything anew: belongings of a whole community, some thousand at a time."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction

from linli.facts.belonging import DayTurned
from linli.kernel.events import log
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.people.belonging.actions import keeping, recounting, tracing
from linli.people.belonging.models import ActiveDay, CommunityDay, Footprint
from linli.people.belonging.queries import people, places

CHUNK = 5_000
Tell = Callable[[int], None]

_HEARD = """
  FROM events e JOIN communities_community c ON c.id = e.community_id
  LEFT JOIN event_cursors k ON k.lane = 'people' AND k.shard = e.shard
  WHERE e.org_id = %(org)s AND e.community_id = %(community)s AND e.member_id IS NOT NULL
    AND e.kind IN ('membership.joined', 'membership.left', 'message.posted', 'reaction.added', 'checkin.done')
    AND NOT (e.kind = 'message.posted' AND coalesce((e.data->>'is_bot')::boolean, false))
    AND (NOT %(as_delivered)s OR (e.xid, e.position) <= (k.xid, k.position))
"""
_DAYS = f"""
INSERT INTO belonging_activeday (org_id, member_id, community_id, day, messages, replies, reactions, checkins)
SELECT %(org)s, e.member_id, e.community_id, (e.occurred_at AT TIME ZONE c.zone)::date,
  count(*) FILTER (WHERE e.kind = 'message.posted'),
  count(*) FILTER (WHERE e.kind = 'message.posted' AND coalesce(e.data->>'reply_to', '') <> ''),
  count(*) FILTER (WHERE e.kind = 'reaction.added'), count(*) FILTER (WHERE e.kind = 'checkin.done')
{_HEARD} AND e.kind NOT IN ('membership.joined', 'membership.left')
GROUP BY e.member_id, e.community_id, (e.occurred_at AT TIME ZONE c.zone)::date
"""
_FOOTPRINTS = f"""
INSERT INTO belonging_footprint (org_id, member_id, community_id, first_at, joined_at, came_at, left_at,
  first_spoke_at, last_spoke_at, last_active_at)
SELECT %(org)s, e.member_id, e.community_id, min(e.occurred_at),
  min(e.occurred_at) FILTER (WHERE e.kind = 'membership.joined'),
  max(e.occurred_at) FILTER (WHERE e.kind = 'membership.joined'),
  max(e.occurred_at) FILTER (WHERE e.kind = 'membership.left'),
  min(e.occurred_at) FILTER (WHERE e.kind = 'message.posted'),
  max(e.occurred_at) FILTER (WHERE e.kind = 'message.posted'),
  max(e.occurred_at) FILTER (WHERE e.kind NOT IN ('membership.joined', 'membership.left'))
{_HEARD} GROUP BY e.member_id, e.community_id
"""


def turn_day(*, community_id: int, at: datetime) -> bool:
    """Count a community's windows for its day at this moment, and say that the day turned.

    False when the community was counted for this day already, or nobody was ever heard of in it. A chunk is
    a transaction: delivery goes on meanwhile, and a turn that was killed is taken up again.
    """
    known = CommunityDay.objects.filter(community_id=community_id).first()
    place = places.places_at({community_id: at}).get(community_id)
    if known is None or place is None or place.today <= known.day:
        return False
    recount_community(community_id=community_id, at=at)
    with transaction.atomic():
        moved = CommunityDay.objects.filter(community_id=community_id, day__lt=place.today)
        if moved.update(day=place.today):
            fact = DayTurned(place.today.isoformat())
            key = f"day-turned:{community_id}:{place.today}"
            log.append_one(fact, by=SYSTEM, at=at, community=community_id, key=key)
    return True


def recount_community(*, community_id: int, at: datetime, tell: Tell | None = None) -> int:
    """Bring every belonging of a community up to its traces; returns how many there are."""
    there = places.places_at({community_id: at})
    pairs, after = people.pairs_of_community(community_id, after=0, limit=CHUNK)
    done = 0
    while pairs:
        with transaction.atomic():
            tracing.lock_communities([community_id])
            moved = recounting.recount(pairs, there)
            keeping.note([one for one in moved if one.before], there, at=at)
        done += len(pairs)
        if tell is not None:
            tell(done)
        pairs, after = people.pairs_of_community(community_id, after=after, limit=CHUNK)
    if community_id in there:
        _drop_strays(community_id, there[community_id].today)
    return done


@transaction.atomic
def rebuild_traces(*, community_id: int, as_delivered: bool = True) -> None:
    """Make the traces of a community anew from the log.

    `as_delivered` reads as far as the lane has; what it has not delivered yet it adds by itself later.
    """
    tracing.lock_communities([community_id])
    ActiveDay.objects.filter(community_id=community_id).delete()
    Footprint.objects.filter(community_id=community_id).delete()
    values = {"org": scope.org_id(), "community": community_id, "as_delivered": as_delivered}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        cursor.execute(_FOOTPRINTS, values)


def rebuild(*, community_id: int, at: datetime, as_delivered: bool = True, tell: Tell | None = None) -> int:
    """Everything about a community's belongings anew from the log; returns how many there are.

    Rows that were right stay as they are, and a stage that was right has not changed.
    """
    rebuild_traces(community_id=community_id, as_delivered=as_delivered)
    return recount_community(community_id=community_id, at=at, tell=tell)


def _drop_strays(community_id: int, today: date) -> None:
    """Belongings no trace supports any more: of records merged away meanwhile, of bots, of the erased."""
    with transaction.atomic(), connection.cursor() as cursor:
        tracing.lock_communities([community_id])
        cursor.execute(
            "DELETE FROM belonging_belonging b WHERE b.org_id = %(org)s AND b.community_id = %(community)s"
            " AND (b.counted_on < %(today)s OR EXISTS (SELECT 1 FROM members_member m"
            "  WHERE m.id = b.member_id"
            "  AND (m.merged_into_id IS NOT NULL OR m.erased_at IS NOT NULL OR m.is_bot)))",
            {"org": scope.org_id(), "community": community_id, "today": today},
        )
