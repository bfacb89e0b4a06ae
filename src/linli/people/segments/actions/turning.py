"""The turn of a community's day: everything time alone changes is computed anew, as a set."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import connection

from linli.facts.belonging import DayTurned
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.people.segments.actions import clocks, rebuilding
from linli.people.segments.actions.writing import Why
from linli.people.segments.queries import standing
from linli.people.segments.queries.standing import Standing
from linli.people.segments.rules import KEPT_DAYS


def turn_days(turns: Mapping[int, Event], segments: Sequence[Standing]) -> set[int]:
    """Move these communities to the day their event says and compute them; returns those that moved.

    The caller holds them alone and read the segments after that.
    """
    turned = set()
    for community, event in sorted(turns.items()):
        assert isinstance(event.fact, DayTurned)  # noqa: S101  # for the type checker
        if not clocks.turn(community, date.fromisoformat(event.fact.day)):
            continue
        turned.add(community)
        day = standing.days_of([community])[community]
        rebuilding.compute(day, segments, why=Why(event.kind, event.occurred_at, event.as_cause))
        rebuilding.close_day(day, [one for one in segments if one.is_over(community)])
        _forget_old_moves(community, day.day)
    return turned


def _forget_old_moves(community: int, day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM segments_move WHERE org_id = %s AND community_id = %s AND at < %s",
            [scope.org_id(), community, day - timedelta(days=KEPT_DAYS)],
        )
