"""The next occurrence of every schedule in every place, kept as a row and put right when anything changes."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from linli.kernel.orgs import scope
from linli.run.playbooks import timetable
from linli.run.playbooks.actions.entering import subject_of
from linli.run.playbooks.document.shapes import Schedule
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.timetable import Occurrence

CHANNEL = "linli_tickers"
log = logging.getLogger(__name__)

Key = tuple[int, int, int, int | None]
"""Playbook, trigger, community and (of playbooks about groups) group."""


class Next(msgspec.Struct, frozen=True):
    """What a ticker says: when to look, the occurrence that is meant, and the intent by the local clock."""

    due_at: datetime | None
    occurs_at: datetime | None
    local: str


@transaction.atomic
def sync(*, at: datetime) -> int:
    """Make the tickers of the organisation in scope right; returns how many rows changed.

    A ticker that is due is left to be carried out. One in the future says what its schedule means now: after
    another publication, another zone of the community, or other rules of a zone.
    """
    wanted = dict(_wanted(at))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT playbook_id, trigger, community_id, group_id, due_at, occurs_at, local"
            " FROM playbooks_ticker WHERE org_id = %s ORDER BY id FOR UPDATE",
            [scope.org_id()],
        )
        rows = cursor.fetchall()
    there: dict[Key, Next] = {(row[0], row[1], row[2], row[3]): Next(*row[4:]) for row in rows}
    gone = [key for key in there if key not in wanted]
    changed = [
        (key, one)
        for key, one in wanted.items()
        if key not in there or (there[key] != one and not _is_under_way(there[key], at))
    ]
    _delete(gone)
    _write(changed)
    return len(gone) + len(changed)


def _is_under_way(one: Next, at: datetime) -> bool:
    return one.occurs_at is not None and one.due_at is not None and one.occurs_at <= at


def _wanted(at: datetime) -> Iterator[tuple[Key, Next]]:
    scheduled = [
        (current, number, trigger.schedule)
        for current in versions.published()
        for number, trigger in enumerate(current.compiled.document.triggers)
        if trigger.schedule is not None
    ]
    if not scheduled:
        return
    places = _places()
    coming: dict[tuple[Schedule, str], Occurrence | None] = {}
    for current, number, schedule in scheduled:
        for community, group, zone in places:
            is_about_group = current.subject == "group"
            if is_about_group == (group is None) or not current.is_in(community):
                continue
            clock = timetable.clock_of(schedule, zone)
            if (schedule, clock) not in coming:
                coming[schedule, clock] = _coming(current, schedule, at, clock)
            key = (current.playbook, number, community, group)
            yield key, next_of(current, schedule, coming[schedule, clock], community, group)


def _coming(current: Current, schedule: Schedule, at: datetime, zone: str) -> Occurrence | None:
    try:
        return timetable.next_occurrence(schedule, after=at, zone=zone)
    except timetable.NotASchedule as error:
        log.error("The schedule of %s cannot be read: %s", current.code, error.word)
        return None


def next_of(
    current: Current, schedule: Schedule, occurrence: Occurrence | None, community: int, group: int | None
) -> Next:
    """What a ticker says about an occurrence; nothing is due when there is none any more."""
    if occurrence is None:
        return Next(None, None, "")
    late = timetable.jitter(
        subject_of(current.subject, (None, group, community)), tick_key(occurrence.at), schedule.spread
    )
    due_at = occurrence.at + late if group is not None else occurrence.at
    return Next(due_at, occurrence.at, occurrence.local)


def tick_key(occurs_at: datetime) -> str:
    """The key of the runs of an occurrence: two schedulers make one run."""
    return f"tick:{occurs_at:%Y-%m-%dT%H:%M}Z"


def _places() -> list[tuple[int, int | None, str]]:
    """Open communities, and their open groups, with their zones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, NULL::bigint, coalesce(nullif(c.zone, ''), 'UTC') FROM communities_community c"
            " WHERE c.org_id = %s AND c.closed_at IS NULL UNION ALL"
            " SELECT c.id, g.id, coalesce(nullif(c.zone, ''), 'UTC') FROM communities_community c"
            " JOIN communities_group g ON g.community_id = c.id AND g.closed_at IS NULL"
            " WHERE c.org_id = %s AND c.closed_at IS NULL ORDER BY 1, 2",
            [scope.org_id(), scope.org_id()],
        )
        return list(cursor.fetchall())


def _delete(keys: Sequence[Key]) -> None:
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM playbooks_ticker t USING unnest(%s::bigint[], %s::smallint[], %s::bigint[],"
                " %s::bigint[]) AS u(p, n, c, g) WHERE t.org_id = %s AND t.playbook_id = u.p"
                " AND t.trigger = u.n AND t.community_id = u.c AND t.group_id IS NOT DISTINCT FROM u.g",
                [*_columns(keys), scope.org_id()],
            )


def _write(rows: Sequence[tuple[Key, Next]]) -> None:
    if not rows:
        return
    listed = [(*key, one.due_at, one.occurs_at, one.local) for key, one in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_ticker (org_id, playbook_id, trigger, community_id, group_id, due_at,"
            " occurs_at, local) SELECT %s, u.* FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[],"
            " %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::text[]) AS u"
            " ON CONFLICT (playbook_id, trigger, community_id, group_id) DO UPDATE"
            " SET due_at = excluded.due_at, occurs_at = excluded.occurs_at, local = excluded.local",
            [scope.org_id(), *_columns(listed)],
        )
        cursor.execute(f"NOTIFY {CHANNEL}")


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
