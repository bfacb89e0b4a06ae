"""Rows of members, names and stays, kept as the log tells of them: many at a time, and safe to tell twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.members import rules
from linli.people.members.queries import stays as stored
from linli.people.members.rules import Moment, Stay

Pair = tuple[int, int]  # member, group
Spell = tuple[int, int, int]  # member, group, and how often they came or went before, in the batch


@dataclass(frozen=True)
class Newcomer:
    """A member to be: the id the gateway set aside, and how they were first seen."""

    id: int
    name: str
    is_bot: bool
    seen_at: datetime


@dataclass(frozen=True)
class NameSeen:
    """A name an identity showed, since when, and the member it stood for at that time."""

    identity: int
    member: int
    name: str
    since: datetime


def add_members(people: Sequence[Newcomer]) -> None:
    """Make the rows that are missing; one who was known already may turn out to have been seen earlier."""
    if not people:
        return
    first = {person.id: person for person in sorted(people, key=lambda person: person.seen_at, reverse=True)}
    rows = [first[id] for id in sorted(first)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_member (org_id, id, name, sort_key, is_bot, is_operator, zone, language,"
            " first_seen_at) SELECT %s, i, n, k, b, false, '', '', t"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::boolean[], %s::timestamptz[])"
            " AS u(i, n, k, b, t)"
            " ON CONFLICT (id) DO UPDATE SET first_seen_at = excluded.first_seen_at"
            " WHERE members_member.first_seen_at > excluded.first_seen_at",
            [
                scope.org_id(),
                [row.id for row in rows],
                [row.name for row in rows],
                [rules.sort_key(row.name) for row in rows],
                [row.is_bot for row in rows],
                [row.seen_at for row in rows],
            ],
        )


def add_names(names: Sequence[NameSeen]) -> None:
    """Write names into the history; a member is called by the newest name of any of their identities."""
    named = [one for one in names if one.name]
    if not named:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_nickname (org_id, member_id, identity_id, name, since)"
            " SELECT %s, coalesce(i.member_id, u.m), u.i, u.n, u.t"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[]) AS u(i, m, n, t)"
            " LEFT JOIN gateway_identity i ON i.id = u.i"
            " JOIN members_member p ON p.id = coalesce(i.member_id, u.m) AND p.erased_at IS NULL"
            " ON CONFLICT (identity_id, since) DO NOTHING RETURNING member_id",
            [
                scope.org_id(),
                [one.identity for one in named],
                [one.member for one in named],
                [one.name for one in named],
                [one.since for one in named],
            ],
        )
        touched = {row[0] for row in cursor.fetchall()}
    call_by_newest_name(touched)


def call_by_newest_name(member_ids: Collection[int]) -> None:
    """Set the names of these members to the newest in their histories, where that differs."""
    if not member_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (n.member_id) n.member_id, n.name, m.name FROM members_nickname n"
            " JOIN members_member m ON m.id = n.member_id WHERE n.member_id = ANY(%s) AND m.erased_at IS NULL"
            " ORDER BY n.member_id, n.since DESC, n.id DESC",
            [sorted(member_ids)],
        )
        changed = [(id, newest) for id, newest, present in cursor.fetchall() if newest != present]
        if changed:
            cursor.execute(
                "UPDATE members_member m SET name = u.n, sort_key = u.k"
                " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS u(i, n, k) WHERE m.id = u.i",
                [
                    [id for id, _ in changed],
                    [name for _, name in changed],
                    [rules.sort_key(name) for _, name in changed],
                ],
            )


def add_missing_members(member_ids: Collection[int]) -> None:
    """Make rows for members whose `identity.seen` is told in another shard and not heard here yet."""
    if not member_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (i.member_id) i.member_id, coalesce(nullif(i.name, ''), i.external),"
            " i.is_bot, i.first_seen_at FROM unnest(%s::bigint[]) u(id)"
            " JOIN gateway_identity i ON i.member_id = u.id"
            " WHERE NOT EXISTS (SELECT 1 FROM members_member m WHERE m.id = u.id)"
            " ORDER BY i.member_id, i.first_seen_at",
            [sorted(member_ids)],
        )
        missing = [Newcomer(*row) for row in cursor.fetchall()]
    add_members(missing)


def revise_stays(moments: Mapping[Pair, Iterable[Moment]], communities: Mapping[int, int]) -> None:
    """Bring the stays of (member, group) pairs up to what was heard. `communities`: of each group."""
    if not moments:
        return
    pairs = sorted(moments)
    rows = stored.stays_of(pairs)
    fresh: list[tuple[Pair, Stay]] = []
    changed: list[tuple[int, Stay]] = []
    for pair in pairs:
        ids = {row.stay.number: row for row in rows[pair]}
        for stay in rules.revise((row.stay for row in rows[pair]), moments[pair]):
            row = ids.get(stay.number)
            if row is None:
                fresh.append((pair, stay))
            elif row.stay != stay:
                changed.append((row.id, stay))
    change_stays(changed)
    add_stays(fresh, communities)


def change_stays(changed: Sequence[tuple[int, Stay]]) -> None:
    """Write new bounds into rows of stays, by their ids."""
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_membership m SET joined_at = u.j, left_at = u.l, leave_reason = u.r"
            " FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::text[]) AS u(i, j, l, r)"
            " WHERE m.id = u.i",
            [
                [id for id, _ in changed],
                [stay.joined_at for _, stay in changed],
                [stay.left_at for _, stay in changed],
                [stay.reason for _, stay in changed],
            ],
        )


def add_stays(fresh: Sequence[tuple[Pair, Stay]], communities: Mapping[int, int]) -> None:
    """Make rows of stays."""
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_membership (org_id, member_id, community_id, group_id, stay, joined_at,"
            " left_at, leave_reason) SELECT %s, m, c, g, n, j, l, r"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[], %s::timestamptz[],"
            " %s::timestamptz[], %s::text[]) AS u(m, c, g, n, j, l, r)",
            [
                scope.org_id(),
                [member for (member, _), _ in fresh],
                [communities[group] for (_, group), _ in fresh],
                [group for (_, group), _ in fresh],
                [stay.number for _, stay in fresh],
                [stay.joined_at for _, stay in fresh],
                [stay.left_at for _, stay in fresh],
                [stay.reason for _, stay in fresh],
            ],
        )


def note_speech(newest: Mapping[Spell, datetime]) -> None:
    """Remember when members last spoke, in the stay the moment lies in; an earlier moment changes nothing."""
    if not newest:
        return
    spells = sorted(newest)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_membership s SET last_spoke_at = heard.t FROM ("
            "  SELECT m.id, max(u.t) AS t"
            "  FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS u(m, g, t)"
            "  JOIN members_membership m ON m.member_id = u.m AND m.group_id = u.g AND m.joined_at <= u.t"
            "  AND (m.left_at IS NULL OR m.left_at >= u.t)"
            "  AND (m.last_spoke_at IS NULL OR m.last_spoke_at < u.t) GROUP BY m.id"
            ") AS heard WHERE s.id = heard.id",
            [
                [member for member, _, _ in spells],
                [group for _, group, _ in spells],
                [newest[spell] for spell in spells],
            ],
        )


def kept_ids(member_ids: Collection[int]) -> dict[int, int]:
    """Members who were merged into others, and into whom; others are not in the answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, merged_into_id FROM members_member WHERE id = ANY(%s) AND merged_into_id IS NOT NULL",
            [list(member_ids)],
        )
        return dict(cursor.fetchall())


def by_pair(moments: Iterable[tuple[Pair, Moment]]) -> dict[Pair, list[Moment]]:
    """Moments gathered under the (member, group) they are about."""
    found: defaultdict[Pair, list[Moment]] = defaultdict(list)
    for pair, moment in moments:
        found[pair].append(moment)
    return dict(found)
