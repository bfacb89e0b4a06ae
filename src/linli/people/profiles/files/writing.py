"""Writing tables that no program takes for formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import openpyxl

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The text as a cell that is never run: what begins like a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(_STARTS) else text


def write_csv(file: TextIO, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table as CSV; returns how many rows. Open the file with newline="" and utf-8-sig."""
    writer = csv.writer(file)
    writer.writerow([harmless(one) for one in headings])
    count = 0
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    return count


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table as CSV, line by line, with the mark Excel knows UTF-8 by."""
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf" + writer.writerow([harmless(one) for one in headings]).encode()
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row]).encode()


def write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table as the first sheet of an .xlsx file; returns how many rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("members")
    sheet.append([_for_sheet(one) for one in headings])
    count = 0
    for row in rows:
        sheet.append([_for_sheet(cell) for cell in row])
        count += 1
    book.save(path)
    return count


def _for_sheet(text: str) -> str:
    """Excel refuses control characters altogether."""
    return harmless("".join(sign for sign in text if sign >= " " or sign in "\n\t"))
