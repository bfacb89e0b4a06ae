"""From a platform's ids to ours, a batch at a time: groups, people, and who is where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from linli.connect.gateway.intake.rules import clean_name
from linli.facts.inbound import Inbound
from linli.kernel.orgs import scope


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a platform group belongs; both None while nobody has bound it."""

    community: int | None
    group: int | None


class Person(msgspec.Struct, gc=False):
    """A platform account: its identity row, its member, and whether this batch met it for the first time."""

    identity: int
    member: int
    name: str
    is_bot: bool
    is_new: bool = False
    renamed_to: str | None = None


def places(channel: int, records: Iterable[Inbound], *, at: datetime) -> dict[str, Place]:
    """The place of every group in a batch. Groups never seen before are noted, unbound."""
    names = {record.group: record.group_name for record in records}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external, community_id, group_id FROM gateway_address WHERE channel_id = %s AND"
            " external = ANY(%s)",
            [channel, list(names)],
        )
        found = {row[0]: Place(row[1], row[2]) for row in cursor.fetchall()}
        unknown = sorted(set(names) - set(found))
        if unknown:
            cursor.execute(
                "INSERT INTO gateway_address (org_id, channel_id, external, name, first_seen_at)"
                " SELECT %s, %s, x, n, %s FROM unnest(%s::text[], %s::text[]) AS t(x, n) ON CONFLICT DO"
                " NOTHING",
                [scope.org_id(), channel, at, unknown, [clean_name(names[one]) for one in unknown]],
            )
    return found | {one: Place(None, None) for one in unknown}


def people(channel: int, records: Sequence[Inbound]) -> dict[str, Person]:
    """The person behind every sender and every kicked or banned target; strangers get a member id set
    aside.
    """
    wanted = _people_named(records)
    found = _find_people(channel, list(wanted))
    missing = sorted(set(wanted) - set(found))
    if missing:
        made = _make_people(channel, missing, wanted)
        found |= {one: found_now for one, found_now in _find_people(channel, missing).items()}
        for external in made:
            found[external].is_new = True
    _note_new_names(found, wanted)
    return found


def _people_named(records: Sequence[Inbound]) -> dict[str, Inbound]:
    """The newest record of each person that shows a name, else any record of theirs."""
    named: dict[str, Inbound] = {}
    for record in records:
        if record.sender and (record.sender_name or record.sender not in named):
            named[record.sender] = record
        if record.kind in ("kick", "ban"):
            named.setdefault(record.target, record)
    return named


def _find_people(channel: int, externals: list[str]) -> dict[str, Person]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external, id, member_id, name, is_bot FROM gateway_identity"
            " WHERE channel_id = %s AND external = ANY(%s)",
            [channel, externals],
        )
        return {row[0]: Person(row[1], row[2], row[3], row[4]) for row in cursor.fetchall()}


def _make_people(channel: int, externals: list[str], records: Mapping[str, Inbound]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_identity (org_id, channel_id, external, name, member_id, is_bot,"
            " first_seen_at)"
            " SELECT %s, %s, x, n, nextval('member_ids'), b, t"
            " FROM unnest(%s::text[], %s::text[], %s::boolean[], %s::timestamptz[]) AS u(x, n, b, t)"
            " ON CONFLICT DO NOTHING RETURNING external",
            [
                scope.org_id(),
                channel,
                externals,
                [_name_in(records[one], one) for one in externals],
                [records[one].is_bot and records[one].sender == one for one in externals],
                [records[one].occurred_at for one in externals],
            ],
        )
        return {row[0] for row in cursor.fetchall()}


def _name_in(record: Inbound, external: str) -> str:
    return clean_name(record.sender_name) if record.sender == external else ""


def _note_new_names(found: Mapping[str, Person], records: Mapping[str, Inbound]) -> None:
    renamed = []
    for external, person in found.items():
        name = _name_in(records[external], external)
        if name and name != person.name and not person.is_new:
            person.renamed_to = name
            renamed.append((person.identity, name))
    if renamed:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE gateway_identity i SET name = u.name FROM unnest(%s::bigint[], %s::text[]) AS u(id,"
                " name)"
                " WHERE i.id = u.id",
                [[one for one, _ in renamed], [name for _, name in renamed]],
            )


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Is a member in a group, and do we know it only because they spoke there?"""

    is_in: bool
    is_implied: bool = False


def presence(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """How members stand in groups. Pairs never seen are absent from the answer."""
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.group_id, p.member_id, p.is_in, p.is_implied FROM gateway_presence p"
            " JOIN unnest(%s::bigint[], %s::bigint[]) AS u(g, m) ON p.group_id = u.g AND p.member_id = u.m",
            [[group for group, _ in pairs], [member for _, member in pairs]],
        )
        return {(row[0], row[1]): Standing(row[2], row[3]) for row in cursor.fetchall()}


def save_presence(changes: Mapping[tuple[int, int], Standing], *, at: datetime) -> None:
    """Remember who is in which group after a batch."""
    if not changes:
        return
    ordered = sorted(changes.items(), key=lambda change: change[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_presence (org_id, group_id, member_id, is_in, is_implied, changed_at)"
            " SELECT %s, g, m, i, p, %s"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::boolean[]) AS u(g, m, i, p)"
            " ON CONFLICT (group_id, member_id) DO UPDATE SET is_in = excluded.is_in,"
            " is_implied = excluded.is_implied, changed_at = excluded.changed_at",
            [
                scope.org_id(),
                at,
                [pair[0] for pair, _ in ordered],
                [pair[1] for pair, _ in ordered],
                [now.is_in for _, now in ordered],
                [now.is_implied for _, now in ordered],
            ],
        )
