"""A workbook opened with care: of a bearable size, without things no plan needs, its sheets found by name."""

import warnings
import zipfile
from io import BytesIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.errors import Refusal
from linli.run.playbooks.excel import layout

LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS = 400
MOST_COLUMNS = 60


class BadWorkbook(Refusal):
    """The file is no workbook that could hold a playbook."""


def sheets_of(content: bytes) -> dict[str, Worksheet]:
    """The sheets by what they are: Plan, Days (may be missing) and Nodes."""
    _look_inside(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BadWorkbook(_damaged()) from error
    known = layout.known_headings()
    found: dict[str, Worksheet] = {
        known.get(sheet.title.strip().lower(), ""): sheet for sheet in book.worksheets
    }
    for name in (layout.PLAN, layout.NODES):
        if name not in found:
            sentence = _('there is no sheet "{name}" in this file: export a playbook to see how it looks')
            raise BadWorkbook(sentence.format(name=layout.heading(name)))
        if found[name].max_row > MOST_ROWS or found[name].max_column > MOST_COLUMNS:
            sentence = _('the sheet "{name}" is larger than any plan: delete the empty rows and columns')
            raise BadWorkbook(sentence.format(name=found[name].title))
    return found


def _look_inside(content: bytes) -> None:
    """Sizes and oddities, by the directory of the zip and a look at its parts, before anything is parsed."""
    if len(content) > LARGEST:
        raise BadWorkbook(_("this file is larger than {most} MB").format(most=LARGEST // 1024 // 1024))
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
            if not any(one.filename == "xl/workbook.xml" for one in entries):
                raise BadWorkbook(_("this is not an .xlsx file"))
            if sum(one.file_size for one in entries) > LARGEST_UNPACKED:
                raise BadWorkbook(_("this file unpacks to far more than a plan: refused"))
            for one in entries:
                if one.filename.endswith(".xml"):
                    with packed.open(one) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise BadWorkbook(_("this file declares things no plan needs: refused"))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise BadWorkbook(_damaged()) from error


def _damaged() -> str:
    return _("this .xlsx file is damaged: open it in Excel and save it again")
