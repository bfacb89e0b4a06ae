"""The kinds of data that may be kept for a number of days: rooms declare theirs, one screen sets the days.

A room above calls `register(of_table(…))` in its `apps.py` (`ready`). Nothing goes before an organisation
says for how many days it keeps a kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope

Blank = str | int | None


@dataclass(frozen=True)
class Kept:
    """A kind of data. `title` and `effect` are English msgids; `effect` says what is lost with old rows.

    count   how many rows of the organisation in scope are older than a moment
    clear   takes those older than the first moment away (or blanks them), the second being now; gives
            how many
    """

    code: str
    title: str
    effect: str
    count: Callable[[datetime], int]
    clear: Callable[[datetime, datetime], int]


_kinds: dict[str, Kept] = {}


def register(*kinds: Kept) -> None:
    """Declare kinds; a second one of the same code is a mistake."""
    for one in kinds:
        if one.code in _kinds and _kinds[one.code] != one:
            raise ValueError(f"{one.code} is kept twice")
        _kinds[one.code] = one


def registered() -> list[Kept]:
    """Every kind, in the order of being declared."""
    return list(_kinds.values())


def find(code: str) -> Kept | None:
    """The kind of this code."""
    return _kinds.get(code)


def of_table(
    *,
    code: str,
    title: str,
    effect: str,
    table: str,
    moment: str,
    where: str = "TRUE",
    blank: Mapping[str, Blank] | None = None,
) -> Kept:
    """A kind that is rows of one table with an `org_id`, older by the column `moment`.

    where  an SQL condition for the rows that count (columns of the table)
    blank  columns set so instead of deleting the row; `where` must then leave out what is blank already
    """
    old = f"org_id = %s AND {moment} < %s AND ({where})"
    if blank is None:
        change, values = f"DELETE FROM {table} WHERE {old}", []  # noqa: S608  (declared in code)
    else:
        sets = ", ".join(f"{column} = %s" for column in blank)
        change, values = f"UPDATE {table} SET {sets} WHERE {old}", [*blank.values()]  # noqa: S608

    def count(before: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {old}",  # noqa: S608
                [scope.org_id(), before],
            )
            return int(cursor.fetchone()[0])

    def clear(before: datetime, at: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(change, [*values, scope.org_id(), before])
            return int(cursor.rowcount)

    return Kept(code, title, effect, count, clear)
