"""Keeps segments current for the people some events touched: one reading for all, judged in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.verbs.fragment import Fragment, joined
from linli.people.segments import rules
from linli.people.segments.actions import clocks, writing
from linli.people.segments.actions.writing import Why
from linli.people.segments.queries.standing import Day, Standing
from linli.people.segments.rules import Change


@dataclass(frozen=True)
class Touch:
    """Somebody about whom something may read differently now.

    community  None: in every community they belong to
    kinds      the events that touched them; None: look at every segment
    """

    member: int
    community: int | None
    kinds: frozenset[str] | None
    why: Why


@dataclass(frozen=True)
class _Found:
    """A belonging as it reads now."""

    id: int
    community: int
    member: int
    is_eligible: bool
    has_left: bool
    had: frozenset[int]
    picked: frozenset[int]
    values: Mapping[str, Any]


_LOCATED = """
SELECT b.id, b.community_id, u.i
FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS u(member_id, community_id, i)
JOIN members_member p ON p.id = u.member_id
JOIN belonging_belonging b ON b.member_id = coalesce(p.merged_into_id, p.id) AND b.org_id = %s
  AND (u.community_id IS NULL OR b.community_id = u.community_id)
ORDER BY b.id FOR NO KEY UPDATE OF b
"""
_HOMES = """
SELECT DISTINCT b.community_id FROM members_member p
JOIN belonging_belonging b ON b.member_id = coalesce(p.merged_into_id, p.id)
WHERE p.id = ANY(%s) AND b.org_id = %s
"""
_READ = """
SELECT belonging.id, belonging.community_id, belonging.member_id,
  person.merged_into_id IS NULL AND person.erased_at IS NULL AND NOT person.is_bot,
  belonging.left_at IS NOT NULL,
  ARRAY(SELECT p.segment_id FROM segments_place p WHERE p.community_id = belonging.community_id
    AND p.segment_id = ANY(%s) AND p.member_id = belonging.member_id),
  ARRAY(SELECT k.segment_id FROM segments_pick k WHERE k.member_id = person.id AND k.segment_id = ANY(%s))"""
_FROM = """
FROM belonging_belonging belonging JOIN members_member person ON person.id = belonging.member_id
WHERE belonging.id = ANY(%s)
"""
_VANISHED = """
SELECT p.community_id, p.segment_id, p.member_id FROM segments_place p
WHERE p.org_id = %s AND p.community_id = ANY(%s) AND p.segment_id = ANY(%s) AND p.member_id = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM belonging_belonging b JOIN members_member m ON m.id = b.member_id
    WHERE b.member_id = p.member_id AND b.community_id = p.community_id
      AND m.merged_into_id IS NULL AND m.erased_at IS NULL)
"""


def homes_of(touches: Sequence[Touch]) -> set[int]:
    """The communities these touches are about: they have to be locked before anything is read."""
    wide = [one.member for one in touches if one.community is None]
    named = {one.community for one in touches if one.community is not None}
    if not wide:
        return named
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, [wide, scope.org_id()])
        return named | {row[0] for row in cursor.fetchall()}


def keep(
    touches: Sequence[Touch],
    segments: Sequence[Standing],
    *,
    without: Collection[int] = (),
    by: Actor = SYSTEM,
) -> list[Change]:
    """Put those touched into the segments they belong to now, and take them out of the others.

    The caller holds the communities (`homes_of`) and read the segments after that. Belongings are locked
    first, so that whoever looks at one later sees what is written here. Communities in `without` are left
    out.
    """
    asked = _locate(touches, without)
    if not asked or not segments:
        return []
    days = clocks.days({one.community for one in asked.values()}, at=touches[0].why.at)
    changes: list[Change] = []
    why: dict[tuple[int, int], Why] = {}
    used = _used((one.touches for one in asked.values()), segments)
    for found in _read(list(asked), used):
        one = asked[found.id]
        changes += _changes(found, used, one.touches, days[one.community])
        why[found.community, found.member] = max((one.why for one in one.touches), key=_moment)
    return writing.write(
        changes,
        days={id: day.day for id, day in days.items()},
        versions={one.id: one.version for one in segments},
        why=why,
        by=by,
    )


def drop_vanished(members: Collection[int], segments: Sequence[Standing], *, why: Mapping[int, Why]) -> None:
    """Take out records that were erased or merged away.

    Told of those in `why`: a merge may be taken back in the same batch, so the log has to say what became of
    whom. Of the erased nobody is told, because their erasure says it.
    """
    if not members or not segments:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT community_id, day FROM segments_clock WHERE org_id = %s", [scope.org_id()])
        days: dict[int, date] = dict(cursor.fetchall())
        cursor.execute(
            _VANISHED,
            [scope.org_id(), sorted(days), [one.id for one in segments], sorted(members)],
        )
        places = [(row[0], row[1], row[2]) for row in cursor.fetchall()]
    writing.write(
        [Change(place, False) for place in places],
        days=days,
        versions={one.id: one.version for one in segments},
        why={(place[0], place[2]): why[place[2]] for place in places if place[2] in why},
    )


def forget(members: Collection[int]) -> None:
    """No trace of where an erased person came and went."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM segments_move WHERE org_id = %s AND member_id = ANY(%s)",
            [scope.org_id(), sorted(members)],
        )


@dataclass(frozen=True)
class _Asked:
    community: int
    touches: list[Touch]


def _locate(touches: Sequence[Touch], without: Collection[int]) -> dict[int, _Asked]:
    """The belongings touched, by id, locked in one order, and what touched each."""
    asked: dict[int, _Asked] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCATED,
            [
                [one.member for one in touches],
                [one.community for one in touches],
                list(range(len(touches))),
                scope.org_id(),
            ],
        )
        for id, community, number in cursor.fetchall():
            if community not in without:
                asked.setdefault(id, _Asked(community, [])).touches.append(touches[number])
    return asked


def _moment(why: Why) -> datetime:
    return why.at


def _used(asked: Iterable[Sequence[Touch]], segments: Sequence[Standing]) -> list[Standing]:
    """The segments that any of these touches can change."""
    touches = {touch.kinds for some in asked for touch in some}
    if None in touches:
        return list(segments)
    kinds: frozenset[str] = frozenset().union(*(one for one in touches if one is not None))
    return [one for one in segments if one.ready is not None and one.ready.kinds & kinds]


def _read(ids: Sequence[int], segments: Sequence[Standing]) -> list[_Found]:
    """Every value that these segments ask for, in one query."""
    columns: dict[str, Fragment] = {}
    for one in segments:
        if one.ready is not None:
            columns |= zip(one.ready.keys, one.ready.columns, strict=True)
    read = joined("", [column.wrapped(", ") for column in columns.values()])
    numbers = [one.id for one in segments]
    params: list[Any] = [numbers, numbers, *read.params, list(ids)]
    with connection.cursor() as cursor:
        cursor.execute(_READ + read.text + _FROM, params)
        rows = cursor.fetchall()
    return [
        _Found(
            id=row[0],
            community=row[1],
            member=row[2],
            is_eligible=row[3],
            has_left=row[4],
            had=frozenset(row[5]),
            picked=frozenset(row[6]),
            values=dict(zip(columns, row[7:], strict=True)),
        )
        for row in rows
    ]


def _changes(found: _Found, segments: Sequence[Standing], touches: Sequence[Touch], day: Day) -> list[Change]:
    kinds = None
    if all(one.kinds is not None for one in touches):
        kinds = frozenset().union(*(one.kinds for one in touches if one.kinds is not None))
    asked = [
        one
        for one in segments
        if one.is_over(found.community) and (kinds is None or (one.ready and one.ready.kinds & kinds))
    ]
    wanted = frozenset(one.id for one in asked if _belongs(one, found, day))
    return rules.changes(
        had=found.had,
        wanted=wanted,
        asked=[one.id for one in asked],
        community=found.community,
        member=found.member,
    )


def _belongs(segment: Standing, found: _Found, day: Day) -> bool:
    if not found.is_eligible or (found.has_left and not segment.counts_left):
        return False
    if segment.ready is None:
        return segment.id in found.picked
    return segment.ready.evaluator.holds(found.values, at=day.now)
