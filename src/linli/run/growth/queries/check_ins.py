"""Check-ins and streaks."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.growth.models import CheckIn
from linli.run.growth.rules.streaks import streak

LONGEST_SHOWN = timedelta(days=3660)
Place = tuple[int, int, date]


def get_streak(member_ids: Sequence[int], *, community: int, today: date) -> int:
    """The running streak of a person (all their member ids) in a community."""
    found = CheckIn.objects.filter(
        member_id__in=member_ids, community_id=community, day__gt=today - LONGEST_SHOWN, day__lte=today
    )
    return streak(found.values_list("day", flat=True), today)


def streaks_of(member_ids: Sequence[int], *, community: int, today: date) -> dict[int, int]:
    """The running streak of each of many members, by their last check-in."""
    yesterday = today - timedelta(days=1)
    rows = CheckIn.objects.filter(
        member_id__in=member_ids, community_id=community, day__in=[yesterday, today]
    )
    return dict(rows.order_by("day").values_list("member_id", "streak"))


def days_checked_in(member_ids: Sequence[int], *, community: int, first: date, last: date) -> list[date]:
    """The days in [first, last] on which a person checked in, in order."""
    found = CheckIn.objects.filter(
        member_id__in=member_ids, community_id=community, day__gte=first, day__lte=last
    )
    return list(found.order_by("day").values_list("day", flat=True).distinct())


def count_on(day: date, *, community: int) -> int:
    """How many members checked in on a day."""
    return int(CheckIn.objects.filter(community_id=community, day=day).count())


def last_before(places: Sequence[Place]) -> dict[Place, tuple[date, int]]:
    """For (member, community, day): the day and streak of the check-in before that day, where there is
    one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.member, u.community, u.day, c.day, c.streak"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS u(member, community, day), LATERAL ("
            "  SELECT day, streak FROM growth_checkin k WHERE k.member_id = u.member"
            "   AND k.community_id = u.community AND k.day < u.day AND k.org_id = %s"
            "   ORDER BY k.day DESC LIMIT 1) c",
            [*map(list, zip(*places, strict=True)), scope.org_id()],
        )
        return {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
