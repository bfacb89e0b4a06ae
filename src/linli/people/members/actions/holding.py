"""What happens to the rows other rooms hold about a person: they move with a merge, come back, or go."""

import json
from collections.abc import Sequence

import msgspec
from django.db import connection

from linli.kernel.orgs import scope
from linli.people.members import holdings
from linli.people.members.exports import Plain
from linli.people.members.holdings import Holding


class RowsMoved(msgspec.Struct, frozen=True):
    """What became of one table's rows in a merge: ids that moved, and rows set aside, as JSON texts."""

    table: str
    column: str
    ids: list[int]
    set_aside: list[str]


def move(*, kept_id: int, merged_id: int) -> list[RowsMoved]:
    """Make the merged record's rows the kept record's; gives what is needed to take that back."""
    return [_move(one, kept_id, merged_id) for one in holdings.stated()]


def move_back(moved: Sequence[RowsMoved], *, kept_id: int, restored_id: int) -> None:
    """Give the restored record its rows again, those that were set aside included.

    Last moved is first moved back: a row about two people was set aside with one of them moved already.
    """
    org = scope.org_id()
    with connection.cursor() as cursor:
        for one in reversed(moved):
            cursor.execute(
                f"UPDATE {one.table} SET {one.column} = %s"  # noqa: S608  (names are declared in code)
                f" WHERE org_id = %s AND id = ANY(%s) AND {one.column} = %s",
                [restored_id, org, one.ids, kept_id],
            )
            if one.set_aside:
                cursor.execute(
                    f"INSERT INTO {one.table} SELECT * FROM"  # noqa: S608
                    f" jsonb_populate_recordset(NULL::{one.table}, %s::jsonb) ON CONFLICT DO NOTHING",
                    [f"[{','.join(one.set_aside)}]"],
                )


def erase(member_ids: Sequence[int]) -> None:
    """Delete or blank every stated row about these records."""
    org = scope.org_id()
    with connection.cursor() as cursor:
        for one in holdings.stated():
            where = f"WHERE org_id = %s AND {one.column} = ANY(%s)"
            if one.erase is None:
                cursor.execute(f"DELETE FROM {one.table} {where}", [org, list(member_ids)])  # noqa: S608
            elif one.erase:
                sets = ", ".join(f"{column} = %s" for column in one.erase)
                cursor.execute(
                    f"UPDATE {one.table} SET {sets} {where}",  # noqa: S608
                    [*one.erase.values(), org, list(member_ids)],
                )


def rows_about(member_ids: Sequence[int]) -> dict[str, list[dict[str, Plain]]]:
    """Every stated row about these records by section, as plain values, oldest first."""
    found: dict[str, list[dict[str, Plain]]] = {}
    with connection.cursor() as cursor:
        for one in holdings.stated():
            if not one.section:
                continue
            cursor.execute(
                f"SELECT (to_jsonb(t) - %s::text[])::text FROM {one.table} t"  # noqa: S608
                f" WHERE t.org_id = %s AND t.{one.column} = ANY(%s) ORDER BY t.id",
                [["org_id", *one.hidden], scope.org_id(), list(member_ids)],
            )
            rows = [json.loads(row[0]) for row in cursor.fetchall()]
            if rows:
                found.setdefault(one.section, []).extend(rows)
    return found


def _move(one: Holding, kept_id: int, merged_id: int) -> RowsMoved:
    org = scope.org_id()
    set_aside: list[str] = []
    with connection.cursor() as cursor:
        if one.unique:
            same = " AND ".join(f"k.{column} IS NOT DISTINCT FROM t.{column}" for column in one.unique)
            cursor.execute(
                f"DELETE FROM {one.table} t USING {one.table} k"  # noqa: S608
                f" WHERE t.org_id = %s AND t.{one.column} = %s AND k.{one.column} = %s AND {same}"
                " RETURNING to_jsonb(t)::text",
                [org, merged_id, kept_id],
            )
            set_aside = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f"UPDATE {one.table} SET {one.column} = %s WHERE org_id = %s AND {one.column} = %s"  # noqa: S608
            " RETURNING id",
            [kept_id, org, merged_id],
        )
        return RowsMoved(one.table, one.column, [row[0] for row in cursor.fetchall()], set_aside)
