"""A playbook as a workbook."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.errors import Refusal
from linli.run.playbooks.document import keys, keys_steps, parsing, writing
from linli.run.playbooks.document.loading import Tree
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.excel import cells
from linli.run.playbooks.excel.layout import COLUMNS, DAYS, HEAD, KIND, MORE, NODES, PLAN, WHOLE, heading

_BOLD, _GREY = Font(bold=True), PatternFill("solid", fgColor="EEF1F4")
_WRAP = Alignment(wrap_text=True, vertical="top")
Value = str | int | bool | None


class CannotExport(Refusal):
    """A step says more than a cell can hold."""


def workbook(source: str) -> bytes:
    """The .xlsx of a document, headings in the language in force; CannotPublish when its form is wrong."""
    notes = parsing.tree_of(source)[1]
    if notes.problems:
        raise CannotPublish(notes.problems)
    tree = writing.to_tree(source)
    book = Workbook()
    plan = book.active
    if not isinstance(plan, Worksheet):
        raise TypeError(plan)
    _plan(plan, tree)
    _days(book.create_sheet(heading(DAYS)), tree["steps"])
    _nodes(book.create_sheet(heading(NODES)), tree["steps"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _plan(sheet: Worksheet, tree: Tree) -> None:
    sheet.title = heading(PLAN)
    _row(sheet, 1, [heading("Key"), heading("Value"), heading("About")], is_head=True)
    for number, name in enumerate(HEAD, start=2):
        value = cells.to_cell(tree[name]) if name in tree else None
        _row(sheet, number, [name, value, _about(name)])
    for letter, width in zip("ABC", (16, 70, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _about(name: str) -> str:
    about = keys.DOCUMENT.keys[name].about
    return _(about) if about else ""


def _days(sheet: Worksheet, steps: list[Tree]) -> None:
    _row(sheet, 1, [heading(one) for one in ("No.", "Day", "Steps")], is_head=True)
    phases: dict[str, list[str]] = {}
    for step in steps:
        if "phase" in step:
            phases.setdefault(step["phase"], []).append(step["id"])
    for number, (phase, ids) in enumerate(phases.items(), start=1):
        _row(sheet, number + 1, [number, cells.to_cell(phase), ", ".join(ids)])
    for letter, width in zip("ABC", (6, 24, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _nodes(sheet: Worksheet, steps: list[Tree]) -> None:
    _row(sheet, 1, [heading(one.heading) for one in COLUMNS], is_head=True)
    for number, step in enumerate(steps, start=1):
        _row(sheet, number + 1, [number, *_node(step)[1:]])
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "C2"


def _node(step: Tree) -> list[Value]:
    """The cells of a step; what has no column goes into the last one."""
    kinds = [key for key in step if key in keys_steps.KINDS]
    if len(kinds) != 1:
        sentence = _('the step "{id}" does not do one thing: mend it before it goes into a spreadsheet')
        raise CannotExport(sentence.format(id=step["id"]))
    kind = kinds[0]
    body = step[kind]
    rest = dict(body) if isinstance(body, dict) else {}
    row: list[Value] = [None] * len(COLUMNS)
    for number, column in enumerate(COLUMNS):
        key = column.bodies.get(kind, "")
        if column.step and column.step in step:
            row[number] = cells.to_cell(step[column.step])
        elif key == WHOLE:
            row[number], rest = cells.to_cell(body), {}
        elif key:
            row[number] = _part(rest, key)
    row[KIND] = kind
    row[MORE] = cells.to_cell(rest) if rest else None
    return row


def _part(rest: dict[str, Any], key: str) -> Value:
    """Takes a part out of a body; a text in some languages is left to their columns."""
    name, _dot, language = key.partition(".")
    value = rest.get(name)
    if language:
        if not isinstance(value, dict) or language not in value:
            return None
        others = {one: text for one, text in value.items() if one != language}
        rest[name] = others
        if not others:
            del rest[name]
        return cells.to_cell(value[language])
    if value is None or (name == "text" and isinstance(value, dict)):
        return None
    del rest[name]
    if name == "assign" and value.keys() == {"role"}:
        return cells.to_cell(value["role"])
    return cells.to_cell(value)


def _row(sheet: Worksheet, number: int, row: list[Value], *, is_head: bool = False) -> None:
    for place, value in enumerate(row, start=1):
        if isinstance(value, str) and len(value) > cells.LONGEST:
            raise CannotExport(_("a step says more than a cell of a spreadsheet can hold: use the YAML"))
        cell = sheet.cell(number, place)
        cell.alignment = _WRAP
        if isinstance(cell, Cell) and value is not None:
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
        if is_head:
            cell.font, cell.fill = _BOLD, _GREY
