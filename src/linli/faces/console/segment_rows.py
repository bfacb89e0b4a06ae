"""The rows of the condition builder: from a form or a condition, to what the template draws and the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from linli.faces.console import segment_words
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.conditions.schema import Field
from linli.kernel.conditions.tree import Type
from linli.people.segments import builder, fields
from linli.people.segments.builder import Row

BLANK = Row("", "")
MOST_TEXT = 4000


@dataclass(frozen=True)
class Group:
    """Fields of one kind in the list to choose from."""

    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawn:
    """A row ready for the template. `choices` are (value, words); `kind` is of the value's control."""

    number: int
    field: str
    operator: str
    value: str
    detail: str
    operators: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    kind: str
    asks_detail: bool
    asks_value: bool
    is_daily: bool


@dataclass(frozen=True)
class Built:
    """What was built: the rows (None where only the text can say it), the word that joins them, the text."""

    rows: tuple[Row, ...] | None
    join: str
    text: str


def from_form(data: QueryDict) -> Built:
    """What the builder sent: rows, or the text where that was written by hand."""
    join = "or" if data.get("join") == "or" else "and"
    if data.get("mode") == "text":
        return Built(None, join, data.get("text", "")[:MOST_TEXT])
    columns = [data.getlist(name) for name in ("field", "operator", "value", "detail")]
    longest = min(len(columns[0]), builder.MOST_ROWS)
    given = [[*column[:longest], *[""] * (longest - len(column))] for column in columns]
    rows = tuple(_settled(Row(*one)) for one in zip(*given, strict=True) if one[0] in known())
    return Built(rows, join, builder.text_of(rows, join, known()))


def from_text(text: str) -> Built:
    """A condition as rows where rows can say it; anything else stays text."""
    try:
        rows = builder.rows_of(fields.check_condition(text))
    except ConditionError:
        rows = None
    if rows is None:
        return Built(None if text.strip() else (), "and", text)
    return Built(rows.rows, rows.join, text)


def known() -> dict[str, Field]:
    """The fields by name."""
    return {one.name: one for one in fields.schema()}


def groups() -> list[Group]:
    """The fields to choose from, those of one room together."""
    found: dict[str, list[tuple[str, str]]] = {}
    for field in fields.schema():
        found.setdefault(field.name.partition(".")[0], []).append((field.name, gettext(field.doc)))
    names = _group_names()
    order = list(names)
    ranked = sorted(found, key=lambda one: (order.index(one) if one in order else len(order), one))
    return [Group(names.get(one, one), tuple(found[one])) for one in ranked]


def drawn(rows: Sequence[Row], *, blanks: int = 1) -> list[Drawn]:
    """The rows and some empty ones after them."""
    shown = [*rows, *[BLANK] * blanks][: builder.MOST_ROWS]
    return [_drawn(number, row) for number, row in enumerate(shown)]


def _settled(row: Row) -> Row:
    """The row with an operator and a value that its field can have."""
    field = known()[row.field]
    allowed = builder.operators_of(field)
    operator = row.operator if row.operator in allowed else allowed[0]
    value = row.value[:200].strip()
    if field.choices and operator in ("eq", "ne") and value not in field.choices:
        value = field.choices[-1]
    if not value and builder.needs_value(operator):
        value = "7" if field.type is Type.TIME else "1" if field.type in (Type.INTEGER, Type.NUMBER) else ""
    return Row(row.field, operator, value, row.detail[:200].strip())


def _drawn(number: int, row: Row) -> Drawn:
    field = known().get(row.field)
    if field is None:
        return Drawn(number, "", "", "", "", (), (), "none", False, False, False)
    operators = tuple((one, gettext(builder.OPERATORS[one])) for one in builder.operators_of(field))
    return Drawn(
        number=number,
        field=row.field,
        operator=row.operator,
        value=row.value,
        detail=row.detail,
        operators=operators,
        choices=tuple((one, _words_of(row.field, one)) for one in field.choices if row.operator != "in"),
        kind="number" if field.type in (Type.INTEGER, Type.TIME, Type.DURATION) else "text",
        asks_detail=bool(field.parameters),
        asks_value=builder.needs_value(row.operator),
        is_daily=not fields.probes()[row.field].changed_by,
    )


def _words_of(field: str, choice: str) -> str:
    said = segment_words.choices().get(field)
    return said(choice) if said else choice


def _group_names() -> dict[str, str]:
    return {
        "belonging": gettext("In the community"),
        "person": gettext("The person"),
        "growth": gettext("Points"),
        "ties": gettext("Relationships"),
        "role": gettext("Roles"),
        "entry": gettext("Entry"),
        "onboarding": gettext("First steps"),
        "care": gettext("Care"),
    }
