"""Do answers fit the questions of a task? Told as codes; sentences are made where people read them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from linli.people.tasks.openings import Question, Value

LONGEST = 2000
LARGEST = 10**12


class Wrong(NamedTuple):
    """What does not fit: a code, the name of the field, and the question where there is one."""

    code: str
    field: str
    question: Question | None = None


def first_wrong(questions: Sequence[Question], given: Mapping[str, Value]) -> Wrong | None:
    """The first thing that does not fit: unknown, missing, or the type's name."""
    known = {one.field: one for one in questions}
    for name in given:
        if name not in known:
            return Wrong("unknown", name)
    for one in questions:
        value = given.get(one.field)
        if value is None or value == "":
            if one.is_required:
                return Wrong("missing", one.field, one)
        elif not _fits(one, value):
            return Wrong(one.type, one.field, one)
    return None


def kept(given: Mapping[str, Value]) -> dict[str, Value]:
    """What is worth keeping: everything that was answered."""
    return {name: value for name, value in given.items() if value != ""}


def _fits(one: Question, value: Value) -> bool:
    match one.type:
        case "yes_no":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
        case "choice":
            return isinstance(value, str) and value in one.choices
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "link":
            return isinstance(value, str) and len(value) <= LONGEST and is_link(value)
        case _:
            return isinstance(value, str) and len(value) <= LONGEST


def is_link(value: str) -> bool:
    """Is it an address of the web, and nothing a browser would run?"""
    return value.startswith(("https://", "http://")) and not any(one.isspace() for one in value)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-01-01")
