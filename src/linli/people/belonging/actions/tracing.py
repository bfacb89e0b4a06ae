"""Writing traces of records: counts a day and first and last moments, added up as events arrive."""

from collections.abc import Collection, Sequence

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.belonging.counting import Traces

_MINIMA = ("first_at", "joined_at", "first_spoke_at")
_MAXIMA = ("came_at", "left_at", "last_spoke_at", "last_active_at")


def lock_communities(community_ids: Collection[int]) -> None:
    """One writer a community: what follows in this transaction sees everything written before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('linli.belonging'), (c %% 2147483647)::int)"
            " FROM unnest(%s::bigint[]) c",
            [sorted(community_ids)],
        )


def add_traces(traces: Traces) -> None:
    """Add a batch to days and footprints. Once a batch: the log's cursor sees to that."""
    _add_days(traces)
    _add_footprints(traces)


def _add_days(traces: Traces) -> None:
    if not traces.deeds:
        return
    rows = sorted(traces.deeds.items())
    counts = ("messages", "replies", "reactions", "checkins")
    added = ", ".join(f"{one} = belonging_activeday.{one} + excluded.{one}" for one in counts)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO belonging_activeday (org_id, member_id, community_id, day, messages, replies,"
            " reactions, checkins) SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::date[],"
            " %s::int[], %s::int[], %s::int[], %s::int[])"
            f" ON CONFLICT (member_id, community_id, day) DO UPDATE SET {added}",
            [
                scope.org_id(),
                *(list(column) for column in zip(*(key for key, _ in rows), strict=True)),
                *([getattr(deeds, one) for _, deeds in rows] for one in counts),
            ],
        )


def _add_footprints(traces: Traces) -> None:
    if not traces.moments:
        return
    rows = sorted(traces.moments.items())
    columns = (*_MINIMA, *_MAXIMA)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO belonging_footprint (org_id, member_id, community_id, {', '.join(columns)})"
            " SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[]"
            f"{', %s::timestamptz[]' * len(columns)})"
            f" ON CONFLICT (member_id, community_id) DO UPDATE SET {_united()}",
            [
                scope.org_id(),
                *(list(column) for column in zip(*(key for key, _ in rows), strict=True)),
                *([getattr(moments, one) for _, moments in rows] for one in columns),
            ],
        )


def _united() -> str:
    return ", ".join([*_best("least", _MINIMA), *_best("greatest", _MAXIMA)])


def _best(function: str, columns: Sequence[str]) -> list[str]:
    return [f"{one} = {function}(belonging_footprint.{one}, excluded.{one})" for one in columns]
