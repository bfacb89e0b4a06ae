"""Tables as text: values apart by commas, semicolons or tabs, in UTF-8, UTF-16 or GBK."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from linli.people.profiles.files.limits import FORMULA, LONGEST_CELL, TOO_LONG, CannotRead, Row

_ENCODINGS = ("utf-8-sig", "gb18030")
_CHUNK = 1 << 20
_DANGEROUS = ("=", "@")


def rows_of(path: Path) -> Iterator[Row]:
    """Every row with its number, counted from 1. Raises CannotRead."""
    encoding = _encoding(path)
    csv.field_size_limit(_CHUNK)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_CHUNK)
        delimiter = max(",;\t", key=first.count)
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, [_cell(cell) for cell in cells]
        except csv.Error as error:
            raise CannotRead(
                _("this is not a table from row {n} on: save it as CSV or .xlsx").format(n=reader.line_num)
            ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _readable(path, "utf-16")
    if b"\x00" in start:
        raise CannotRead(_("this is not a table: give an .xlsx or a CSV file"))
    for encoding in _ENCODINGS:
        try:
            return _readable(path, encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRead(_("the letters of this file cannot be read: save it as CSV in UTF-8"))


def _readable(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding) as file:
        while block := file.read(_CHUNK):
            if "\x00" in block:
                raise CannotRead(_("this is not a table: give an .xlsx or a CSV file"))
    return encoding


def _cell(text: str) -> str:
    plain = text.strip()
    if plain.startswith("'") and plain[1:2] in {"=", "+", "-", "@"}:
        return plain[1:]
    if plain.startswith(_DANGEROUS) and len(plain) > 1:
        return FORMULA
    return plain if len(plain) <= LONGEST_CELL else TOO_LONG
