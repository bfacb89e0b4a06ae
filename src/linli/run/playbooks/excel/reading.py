"""A workbook as a playbook, or every mistake in it with the address of its cell."""

from collections.abc import Callable, Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.errors import Refusal
from linli.run.playbooks.document import writing
from linli.run.playbooks.document.reports import CheckReport
from linli.run.playbooks.excel.sheets import Reading
from linli.run.playbooks.excel.workbook import sheets_of

Check = Callable[[str], CheckReport]


class CellProblem(msgspec.Struct, frozen=True, order=True):
    """One thing to mend. `cell` is like `Nodes!E7`."""

    cell: str
    sentence: str

    def __str__(self) -> str:
        return _("{cell}: {sentence}").format(cell=self.cell, sentence=self.sentence)


class CannotImport(Refusal):
    """The workbook is no playbook; `problems` has every mistake with its cell."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = ngettext(
            "Nothing was taken over; mend one cell:", "Nothing was taken over; mend {count} cells:", count
        ).format(count=count)
        super().__init__("\n".join([head, *(str(one) for one in self.problems)]))


def source_of(content: bytes, check: Check) -> str:
    """The YAML of a workbook; BadWorkbook or CannotImport when there is none.

    `check` says what is wrong with a text; its problems come back with the cells they stand in.
    """
    reading = Reading(sheets_of(content))
    source = writing.to_yaml(reading.tree())
    told = {cell for cell, _sentence in reading.problems}
    problems = [CellProblem(*one) for one in reading.problems]
    for problem in check(source).errors:
        cell = reading.cell_of(problem.path)
        if cell not in told:
            problems.append(CellProblem(cell, problem.sentence))
    if problems:
        raise CannotImport(sorted(set(problems), key=lambda one: (_order(one.cell), one.sentence)))
    return source


def _order(cell: str) -> tuple[str, int, int, str]:
    """By sheet, row, column."""
    sheet, _mark, address = cell.rpartition("!")
    letters = address.rstrip("0123456789")
    row = address[len(letters) :]
    return sheet, int(row or 0), len(letters), letters
