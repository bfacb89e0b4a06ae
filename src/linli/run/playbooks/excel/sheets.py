"""Takes the sheets apart: rows become named values, and every path remembers its cell."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.cell.cell import Cell as PlainCell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.verbs import naming
from linli.run.playbooks.document import keys, keys_steps, scalars
from linli.run.playbooks.document.grammar import Kind
from linli.run.playbooks.document.loading import Tree
from linli.run.playbooks.excel import cells, layout
from linli.run.playbooks.excel.layout import COLUMNS, DAYS, HEAD, NODES, PLAN, WHOLE

Cell = PlainCell | MergedCell
_EMPTY: Mapping[str, Any] = {"wait": {}, "branch": []}


class Reading:
    """The named values of a workbook, what could not be read, and where each path stands."""

    def __init__(self, sheets: Mapping[str, Worksheet]) -> None:
        self.sheets = sheets
        self.problems: list[tuple[str, str]] = []
        self.places: dict[str, str] = {}

    def tree(self) -> Tree:
        """The document; what could not be read is left out and told."""
        head = self._plan(self.sheets[PLAN])
        days = self._days(self.sheets[DAYS]) if DAYS in self.sheets else None
        return {**head, "steps": self._nodes(self.sheets[NODES], days)}

    def cell_of(self, path: str) -> str:
        """Where a path of the document stands, or the nearest cell above it."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path, f"{self.sheets[PLAN].title}!A1")

    def tell(self, cell: str, sentence: str) -> None:
        """Note a mistake in a cell."""
        self.problems.append((cell, sentence))

    def _plan(self, sheet: Worksheet) -> Tree:
        found: Tree = {}
        for row in sheet.iter_rows(min_row=2, max_col=2):
            name, value = self._typed(sheet, row[0]), self._typed(sheet, row[1])
            if name is None:
                continue
            if name not in HEAD:
                hint = naming.did_you_mean(str(name), HEAD)
                sentence = _('There is no key "{key}" here.').format(key=scalars.short(str(name)))
                self.tell(_address(sheet, row[0]), sentence + hint)
            elif str(name) in found:
                self.tell(_address(sheet, row[0]), _("This key is there twice."))
            else:
                key = str(name)
                self.places[key] = _address(sheet, row[1])
                if value is not None:
                    self._put(found, key, sheet, row[1], value, keys.DOCUMENT.keys[key].kind)
        return found

    def _days(self, sheet: Worksheet) -> list[str] | None:
        columns = self._columns(sheet, ("No.", "Day", "Steps"))
        if "Day" not in columns:
            self.tell(f"{sheet.title}!A1", _missing("Day"))
            return None
        typed = [self._typed(sheet, row[columns["Day"]]) for row in sheet.iter_rows(min_row=2)]
        return [str(cells.from_cell(one, None)) for one in typed if one is not None]

    def _columns(self, sheet: Worksheet, known: tuple[str, ...]) -> dict[str, int]:
        """The place of each column by its English heading."""
        found: dict[str, int] = {}
        for place, cell in enumerate(next(sheet.iter_rows(max_row=1), ())):
            written = self._typed(sheet, cell)
            if written is None:
                continue
            msgid = layout.known_headings().get(str(written).strip().lower())
            if msgid not in known:
                hint = naming.did_you_mean(str(written), [layout.heading(one) for one in known])
                sentence = _('There is no column "{name}".').format(name=scalars.short(str(written)))
                self.tell(_address(sheet, cell), sentence + hint)
            elif msgid in found:
                self.tell(_address(sheet, cell), _("This column is there twice."))
            else:
                found[msgid] = place
        return found

    def _nodes(self, sheet: Worksheet, days: list[str] | None) -> list[Tree]:
        columns = self._columns(sheet, tuple(one.heading for one in COLUMNS))
        for heading in ("Id", "Kind"):
            if heading not in columns:
                self.tell(f"{sheet.title}!A1", _missing(heading))
                return []
        self.places["steps"] = f"{sheet.title}!A1"
        for merged in sheet.merged_cells.ranges:
            self.tell(f"{sheet.title}!{merged.coord.partition(':')[0]}", _("Unmerge these cells first."))
        steps: list[Tree] = []
        for row in sheet.iter_rows(min_row=2):
            typed = {one: self._typed(sheet, row[place]) for one, place in columns.items()}
            if any(value is not None for heading, value in typed.items() if heading != "No."):
                at = {heading: row[place] for heading, place in columns.items()}
                steps.append(self._node(sheet, typed, at, len(steps) + 1, days, steps))
        return steps

    def _node(
        self,
        sheet: Worksheet,
        typed: Mapping[str, object],
        at: Mapping[str, Cell],
        number: int,
        days: list[str] | None,
        before: list[Tree],
    ) -> Tree:
        id = str(typed["Id"] or "")
        is_twice = any(one.get("id") == id for one in before)
        path = f"steps.{id}" if re.fullmatch(scalars.NAME, id) and not is_twice else f"steps[{number}]"
        self.places[path] = _address(sheet, at["Id"])
        if is_twice:
            sentence = _('The id "{id}" is taken by another step.').format(id=scalars.short(id))
            self.tell(_address(sheet, at["Id"]), sentence)
        step: Tree = {}
        for column in COLUMNS:
            if column.step and typed.get(column.heading) is not None:
                cell, key = at[column.heading], column.step
                self.places[f"{path}.{key}"] = _address(sheet, cell)
                self._put(step, key, sheet, cell, typed[column.heading], keys_steps.STEP.keys[key].kind)
        if "Day" in at and days is not None and "phase" in step and step["phase"] not in days:
            sentence = _('"{day}" is not on the sheet of days.').format(day=scalars.short(step["phase"]))
            self.tell(_address(sheet, at["Day"]), sentence + naming.did_you_mean(step["phase"], days))
        kind = str(typed["Kind"] or "")
        if kind not in keys_steps.KINDS:
            sentence = _("A step needs one of {kinds}.").format(kinds=", ".join(keys_steps.KINDS))
            hint = naming.did_you_mean(kind, keys_steps.KINDS) if kind else ""
            self.places[path] = _address(sheet, at["Kind"])
            self.tell(self.places[path], sentence + hint)
            return step
        self.places[f"{path}.{kind}"] = _address(sheet, at["Kind"])
        step[kind] = self._body(sheet, kind, typed, at, f"{path}.{kind}")
        return step

    def _body(
        self, sheet: Worksheet, kind: str, typed: Mapping[str, object], at: Mapping[str, Cell], path: str
    ) -> Any:
        body: Tree = {}
        more = typed.get("More")
        if more is not None:
            self._more(body, sheet, at["More"], more, path)
        for column in COLUMNS:
            key, value = column.bodies.get(kind, ""), typed.get(column.heading)
            if not column.bodies or value is None or column.heading not in at:
                continue
            cell = at[column.heading]
            if not key:
                sentence = _('A step of the kind "{kind}" has nothing in this column.').format(kind=kind)
                self.tell(_address(sheet, cell), sentence)
            elif key == WHOLE:
                self.places[path] = _address(sheet, cell)
                holder: Tree = {}
                self._put(holder, "body", sheet, cell, value, layout.body_kind(kind, key))
                if not isinstance(holder.get("body", {}), dict | list):
                    self.tell(_address(sheet, cell), _named_values())
                    return _EMPTY.get(kind, {})
                return holder.get("body", _EMPTY.get(kind, {}))
            else:
                self._part(body, sheet, cell, value, kind, key, path)
        return body if kind not in _EMPTY or body else _EMPTY[kind]

    def _more(self, body: Tree, sheet: Worksheet, cell: Cell, value: object, path: str) -> None:
        holder: Tree = {}
        self._put(holder, "more", sheet, cell, value, keys_steps.STEP)
        found = holder.get("more", {})
        if not isinstance(found, dict):
            self.tell(_address(sheet, cell), _named_values())
            return
        for key in found:
            self.places[f"{path}.{key}"] = _address(sheet, cell)
        body.update(found)

    def _part(
        self, body: Tree, sheet: Worksheet, cell: Cell, value: object, kind: str, key: str, path: str
    ) -> None:
        name, _dot, language = key.partition(".")
        here = f"{path}.{key}"
        if name in body and not (language and isinstance(body[name], dict)):
            self.tell(_address(sheet, cell), _("This is said twice: here and in another column."))
            return
        self.places[here] = self.places[f"{path}.{name}"] = _address(sheet, cell)
        if language:
            self._put(body.setdefault(name, {}), language, sheet, cell, value, None)
        elif name == "assign":
            self._put(body, name, sheet, cell, value, layout.body_kind(kind, name))
            if isinstance(body.get(name), str):
                body[name] = {"role": body[name]}
        else:
            self._put(body, name, sheet, cell, value, layout.body_kind(kind, name))

    def _put(
        self, into: Tree, key: str, sheet: Worksheet, cell: Cell, value: object, kind: Kind | None
    ) -> None:
        try:
            into[key] = cells.from_cell(value, kind)
        except cells.Unreadable:
            sentence = _("This cannot be read as YAML on one line, like {{key: value}}.").format()
            self.tell(_address(sheet, cell), sentence)

    def _typed(self, sheet: Worksheet, cell: Any) -> object:
        try:
            return cells.plain(cell.value)
        except cells.Unreadable as error:
            sentences = {
                "formula": _("Formulas are not taken over; paste the value."),
                "error": _("This cell shows an error."),
                "long": _("This cell holds more than {most} characters.").format(most=cells.LONGEST),
            }
            self.tell(_address(sheet, cell), sentences[error.reason])
            return None


def _address(sheet: Worksheet, cell: Cell) -> str:
    return f"{sheet.title}!{cell.coordinate}"


def _missing(heading: str) -> str:
    return _('The column "{name}" is missing.').format(name=layout.heading(heading))


def _named_values() -> str:
    return _("Named values are needed here, like {{key: value}}.").format()
