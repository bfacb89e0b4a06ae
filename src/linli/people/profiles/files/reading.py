"""Reading a table from an Excel or CSV file, row by row, whoever made it. Trouble is `CannotRead`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.profiles.files import commas, workbook
from linli.people.profiles.files.limits import (
    LARGEST_MB,
    MOST_COLUMNS,
    MOST_ROWS,
    CannotRead,
    Row,
)

__all__ = ["CannotRead", "Row", "Table", "open_table"]


@dataclass(frozen=True)
class Table:
    """A file's headings and its rows; a row is its number in the file and a text for every heading."""

    headings: tuple[str, ...]
    rows: Iterator[Row]


def open_table(path: Path) -> Table:
    """A table whose first filled row holds the headings. Raises CannotRead (also while rows are taken)."""
    if path.stat().st_size > LARGEST_MB * 1024 * 1024:
        raise CannotRead(_("the file is larger than {n} MB: split it").format(n=LARGEST_MB))
    if path.stat().st_size == 0:
        raise CannotRead(_("the file is empty"))
    rows = workbook.rows_of(path) if _is_zip(path) else commas.rows_of(path)
    first = next((cells for _number, cells in rows if any(cells)), None)
    if first is None:
        raise CannotRead(_("there is nothing in this file: its first row must hold headings"))
    headings = _headings(first)
    return Table(headings, _limited(rows, len(headings)))


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead(_("this is an old .xls file or one with a password: save it as .xlsx without one"))
    return start.startswith(b"PK")


def _headings(first: list[str]) -> tuple[str, ...]:
    headings = [" ".join(cell.split()) for cell in first]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise CannotRead(_("there are more than {n} columns: leave some out").format(n=MOST_COLUMNS))
    seen: set[str] = set()
    for heading in headings:
        if heading and heading.casefold() in seen:
            raise CannotRead(_("two columns are called “{heading}”: rename one").format(heading=heading[:40]))
        seen.add(heading.casefold())
    return tuple(heading[:100] for heading in headings)


def _limited(rows: Iterator[Row], width: int) -> Iterator[Row]:
    filled = 0
    for number, cells in rows:
        if not any(cells):
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise CannotRead(_("there are more than {n} rows: split the file").format(n=f"{MOST_ROWS:,}"))
        kept = cells[:width]
        yield number, kept + [""] * (width - len(kept))


def refusal_of(error: Refusal) -> str:
    """A refusal as it is kept with the import."""
    return str(error)[:300]
