"""A stretch of the log by the time things happened, for those who look back."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import connection

from linli.kernel.events.event import Event
from linli.kernel.events.reading import COLUMNS, event_of
from linli.kernel.orgs import scope

AT_ONCE = 5000


def between(
    kinds: Collection[str], *, since: datetime, until: datetime, community: int | None = None
) -> Iterator[Event]:
    """Events of these kinds that happened in `[since, until)`, in the order they happened, in bounded memory.

    Of the organisation in scope; with `community` of that one only. What was imported stands where it
    happened, not where it was recorded. The server keeps the result aside, so no transaction stays open and
    the caller may write between two events.
    """
    where = "AND community_id = %s" if community is not None else ""
    more = [community] if community is not None else []
    connection.ensure_connection()
    with connection.connection.cursor(name="linli_window", withhold=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(
            f"SELECT {COLUMNS} FROM events WHERE org_id = %s AND kind = ANY(%s) AND occurred_at >= %s"
            f" AND occurred_at < %s AND recorded_at >= %s {where} ORDER BY occurred_at, position",
            [scope.org_id(), list(kinds), since, until, since, *more],
        )
        for row in cursor:
            yield event_of(row[1:])


def count(kinds: Collection[str], *, since: datetime, until: datetime, community: int | None = None) -> int:
    """How many there are."""
    where = "AND community_id = %s" if community is not None else ""
    more = [community] if community is not None else []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM events WHERE org_id = %s AND kind = ANY(%s) AND occurred_at >= %s"
            f" AND occurred_at < %s AND recorded_at >= %s {where}",
            [scope.org_id(), list(kinds), since, until, since, *more],
        )
        return int(cursor.fetchone()[0])
