"""Tables in .xlsx files: the first sheet, its values, and no more than a file of that size should hold."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from linli.people.profiles.files.limits import (
    ERROR,
    FORMULA,
    LARGEST_UNPACKED_MB,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LONG,
    CannotRead,
    Row,
)

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_MERGED = re.compile(rb'<(?:x:)?mergeCell ref="([A-Z0-9:]{2,40})"')
_BLOCK = 1 << 20


def rows_of(path: Path) -> Iterator[Row]:
    """Every row of the first sheet with its number, counted from 1. Raises CannotRead."""
    _look_inside(path)
    with path.open("rb") as file:
        yield from _rows_in(file)


def _rows_in(file: BinaryIO) -> Iterator[Row]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise CannotRead(_("this .xlsx file is damaged: open it in Excel and save it again")) from error
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise CannotRead(_("there is no sheet with cells in this file"))
        sheet.reset_dimensions()
        yield from _rows(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1))
    except (SyntaxError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CannotRead(_("this .xlsx file is damaged: open it in Excel and save it again")) from error
    finally:
        book.close()


def _rows(rows: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS * 2:
            raise CannotRead(_("there are more than {n} rows: split the file").format(n=f"{MOST_ROWS:,}"))
        yield number, ["" if cell is None else _cell(cell) for cell in cells]


def _look_inside(path: Path) -> None:
    """Sizes and oddities, by the directory of the zip and a look at its parts, before anything is parsed."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            if sum(one.file_size for one in entries) > LARGEST_UNPACKED_MB * 1024 * 1024:
                raise CannotRead(_("this file unpacks to far more than a table of members: refused"))
            if not any(one.filename == "xl/workbook.xml" for one in entries):
                raise CannotRead(_("this is not a table: give an .xlsx or a CSV file"))
            for one in entries:
                _check_part(packed, one)
    except zipfile.BadZipFile as error:
        raise CannotRead(_("this .xlsx file is damaged: open it in Excel and save it again")) from error


def _check_part(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    if not one.filename.endswith(".xml"):
        return
    is_sheet = one.filename == "xl/worksheets/sheet1.xml"
    with packed.open(one) as part:
        block = part.read(_BLOCK)
        if b"<!DOCTYPE" in block[:4096] or b"<!ENTITY" in block[:4096]:
            raise CannotRead(_("this file declares things no table needs: refused"))
        while is_sheet and block:
            if found := _MERGED.search(block):
                raise CannotRead(
                    _("the cells {cells} are merged: unmerge all cells first").format(cells=found[1].decode())
                )
            rest = part.read(_BLOCK)
            block = block[-60:] + rest if rest else b""


def _cell(value: object) -> str:
    if isinstance(value, str):
        return _text(value.strip())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ArrayFormula | DataTableFormula):
        return FORMULA
    return str(value)


def _text(plain: str) -> str:
    if plain.startswith("=") and len(plain) > 1:
        return FORMULA
    if plain in _ERRORS:
        return ERROR
    if plain.startswith("'") and plain[1:2] in {"=", "+", "-", "@"}:
        return plain[1:]
    return plain if len(plain) <= LONGEST_CELL else TOO_LONG
