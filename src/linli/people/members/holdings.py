"""Which tables hold rows about a person, declared once: merging, undoing, erasing and exporting follow.

A room calls `register` from its `apps.py` (`ready`) for every table with a column that says whose a row is. A
test goes through all models of this floor and fails for a member column nobody declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Blank = str | int | None


@dataclass(frozen=True)
class Holding:
    """Rows of one table that are about a person.

    table     the table; its primary key is `id`
    column    the member's id
    unique    columns that together with `column` no two rows share. On a merge a row of the merged record
              that would clash with one of the kept record's is set aside, and comes back when the merge is
              undone: no other table may point at such a row
    erase     None: the rows are deleted with the person. A mapping: they stay, with these columns set so
    section   the heading in the person's export; "" where the row says nothing about them they may not know
    hidden    columns an export leaves out
    derived   made from the log by its room, which follows merges and erasures by its reactions: not touched
              here
    """

    table: str
    column: str = "member_id"
    unique: tuple[str, ...] = ()
    erase: Mapping[str, Blank] | None = None
    section: str = ""
    hidden: tuple[str, ...] = ()
    derived: bool = False


_holdings: dict[tuple[str, str], Holding] = {}
_titles: set[tuple[str, str]] = set()


def register(*holdings: Holding) -> None:
    """Declare tables. The same table and column declared twice differently is a mistake."""
    for holding in holdings:
        key = (holding.table, holding.column)
        if _holdings.get(key, holding) != holding:
            raise ValueError(f"{holding.table}.{holding.column} is declared twice")
        _holdings[key] = holding


def register_titles(*columns: tuple[str, str]) -> None:
    """Declare (table, column) of names of files and works, in which a person may be named by chance."""
    _titles.update(columns)


def titles() -> list[tuple[str, str]]:
    """Every declared (table, column) of names in which a person may be named."""
    return sorted(_titles)


def registered() -> list[Holding]:
    """Every holding, by table and column."""
    return [_holdings[key] for key in sorted(_holdings)]


def stated() -> list[Holding]:
    """Those that hold what somebody stated, not what follows from the log."""
    return [holding for holding in registered() if not holding.derived]
