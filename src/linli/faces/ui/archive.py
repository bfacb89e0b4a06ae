"""The archive a person gets of what is held about them: a zip with a page to read, the data, and tables.

`index.html` and a page for each month of words open in any browser without a network; `data.json` and the
CSV files say the same to programs. Memory does not grow with the number of events.
"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from linli.faces.ui import archive_tables
from linli.faces.ui.archive_tables import Table
from linli.facts.messages import MessageEdited, MessagePosted
from linli.kernel.events.event import Event
from linli.people.communities import naming
from linli.people.members.actions import exporting
from linli.people.members.actions.exporting import Copy

IN_MEMORY_BYTES = 4_000_000
_STYLE = Path(__file__).parent / "static" / "ui" / "archive.css"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Said:
    """Something the person said."""

    at: str
    group: str
    text: str


@dataclass(frozen=True)
class Month:
    """The words of one month and where their page is."""

    name: str
    file: str
    messages: int


def build(copy: Copy, *, extra: Sequence[Table] = ()) -> IO[bytes]:
    """The archive as an open file at its beginning; the caller closes it. In the language active now.

    `extra` are tables the face adds, such as who looked at the data.
    """
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  (handed out)
    tables = [*archive_tables.tables_of(copy), *extra]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        months = list(_write_words(archive, copy))
        _write_data(archive, copy)
        for table in tables:
            archive.writestr(f"tables/{table.file}.csv", csv_of(table.columns, table.raw))
        archive.writestr("style.css", _STYLE.read_text())
        page = {"copy": copy, "tables": tables, "months": months, "language": get_language()}
        archive.writestr("index.html", render_to_string("ui/archive/index.html", page))
    file.seek(0)
    return file


def file_name(copy: Copy) -> str:
    """What the archive is called when it is saved; no name of a person in it."""
    return f"linli-{copy.person.id}-{timezone.localtime(copy.at):%Y-%m-%d}.zip"


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as CSV for spreadsheets: a byte order mark, and nothing that a spreadsheet would calculate."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def safe(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _write_words(archive: zipfile.ZipFile, copy: Copy) -> Iterator[Month]:
    """A page for each month, newest first; a month is the most that is in memory."""
    for name, events in groupby(_spoken(copy), key=_month):
        said = _said(list(events))
        month = Month(name, f"words/{name}.html", len(said))
        page = {"month": month, "said": said, "language": get_language()}
        archive.writestr(month.file, render_to_string("ui/archive/month.html", page))
        rows = [(one.at, one.group, one.text) for one in said]
        archive.writestr(f"tables/words-{name}.csv", csv_of(("at", "group", "text"), rows))
        yield month


def _month(event: Event) -> str:
    return f"{timezone.localtime(event.occurred_at):%Y-%m}"


def _spoken(copy: Copy) -> Iterator[Event]:
    return (event for event in copy.events() if isinstance(event.fact, MessagePosted | MessageEdited))


def _said(events: Sequence[Event]) -> list[Said]:
    groups = naming.names_of_groups({event.group for event in events if event.group is not None})
    return [
        Said(
            f"{timezone.localtime(event.occurred_at):%Y-%m-%d %H:%M}",
            groups[event.group].name if event.group in groups else "",
            event.fact.text,
        )
        for event in events
        if isinstance(event.fact, MessagePosted | MessageEdited)
    ]


def _write_data(archive: zipfile.ZipFile, copy: Copy) -> None:
    head: Mapping[str, object] = exporting.head_of(copy)
    with archive.open("data.json", "w", force_zip64=True) as out:
        opening = json.dumps(head, ensure_ascii=False, indent=1, default=str)
        out.write(opening.rstrip().removesuffix("}").rstrip().encode())
        out.write(b',\n "events": [')
        for number, event in enumerate(copy.events()):
            text = json.dumps(exporting.plain(event), ensure_ascii=False, default=str)
            out.write((",\n  " if number else "\n  ").encode() + text.encode())
        out.write(b"\n ]\n}\n")
