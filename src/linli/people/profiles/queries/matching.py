"""Whom the rows of a file are about: members by id, account, telling answers and name, many at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from linli.connect.gateway.models import Channel
from linli.kernel.orgs import scope
from linli.people.members import rules as members
from linli.people.profiles.rules.fates import Standing

Account = tuple[int, str]
Told = tuple[int, str]


@dataclass(frozen=True)
class Kept:
    """The record an id stands for."""

    id: int
    is_erased: bool


def channels() -> dict[str, int]:
    """The organisation's channels by name in small letters and by number."""
    rows = list(Channel.objects.order_by("-id").values_list("id", "name"))
    return {name.casefold(): id for id, name in rows} | {str(id): id for id, _name in rows}


def kept_records(ids: Collection[int]) -> dict[int, Kept]:
    """The members these ids stand for; ids of nobody are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, coalesce(merged_into_id, id), erased_at IS NOT NULL FROM members_member"
            " WHERE org_id = %s AND id = ANY(%s)",
            [scope.org_id(), list(ids)],
        )
        return {row[0]: Kept(row[1], row[2]) for row in cursor.fetchall()}


def members_of_accounts(accounts: Iterable[Account]) -> dict[Account, int]:
    """The members behind accounts on channels."""
    wanted = sorted(set(accounts))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.channel_id, i.external, i.member_id FROM gateway_identity i"
            " JOIN unnest(%s::bigint[], %s::text[]) AS u(c, x) ON i.channel_id = u.c AND i.external = u.x"
            " WHERE i.org_id = %s",
            [[one[0] for one in wanted], [one[1] for one in wanted], scope.org_id()],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def members_who_told(told: Iterable[Told]) -> dict[Told, frozenset[int]]:
    """The members whose answer to a field is exactly this, by (field, answer)."""
    wanted = sorted(set(told))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.field_id, a.value, array_agg(a.member_id) FROM profiles_answer a"
            " JOIN unnest(%s::bigint[], %s::text[]) AS u(f, v) ON a.field_id = u.f AND a.key = u.v"
            " WHERE a.org_id = %s GROUP BY a.field_id, a.value",
            [[one[0] for one in wanted], [one[1] for one in wanted], scope.org_id()],
        )
        return {(row[0], row[1]): frozenset(row[2]) for row in cursor.fetchall()}


def members_called(names: Iterable[str]) -> dict[str, frozenset[int]]:
    """The living members who go by exactly this name now; bots are left out."""
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.name, array_agg(m.id) FROM members_member m"
            " WHERE m.org_id = %s AND m.sort_key = ANY(%s) AND m.name = ANY(%s)"
            " AND m.merged_into_id IS NULL AND m.erased_at IS NULL AND NOT m.is_bot"
            " GROUP BY m.name",
            [scope.org_id(), [members.sort_key(name) for name in wanted], wanted],
        )
        return {row[0]: frozenset(row[1]) for row in cursor.fetchall()}


def standing_answers(member_ids: Collection[int], field_ids: Sequence[int]) -> dict[int, dict[int, Standing]]:
    """What members answered to some fields now, by member and field."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id, field_id, value, split_part(source, ':', 1) FROM profiles_answer"
            " WHERE org_id = %s AND member_id = ANY(%s) AND field_id = ANY(%s)",
            [scope.org_id(), list(member_ids), list(field_ids)],
        )
        found: dict[int, dict[int, Standing]] = {}
        for member_id, field_id, value, source in cursor.fetchall():
            found.setdefault(member_id, {})[field_id] = Standing(value, source)
        return found
