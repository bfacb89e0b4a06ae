"""What differs between two documents, place by place; steps are known by their ids."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from linli.run.playbooks.document import writing


class Change(msgspec.Struct, frozen=True):
    """A place that differs. `before` None: it is new; `after` None: it is gone; values on one line."""

    path: str
    before: str | None
    after: str | None


def changes(before: str, after: str) -> list[Change]:
    """Everything that differs between two texts whose form is right; the order of steps included."""
    old, new = writing.to_tree(before), writing.to_tree(after)
    found = [
        *_between("", {**old, "steps": _by_id(old)}, {**new, "steps": _by_id(new)}),
        *_order(list(_by_id(old)), list(_by_id(new))),
    ]
    return [one for one in found if one.before != one.after]


def _by_id(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {step["id"]: {key: one for key, one in step.items() if key != "id"} for step in tree["steps"]}


def _between(path: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from _between(f"{path}.{name}".strip("."), old.get(name), new.get(name))
    elif old != new:
        yield Change(path, _line(old), _line(new))


def _order(old: list[str], new: list[str]) -> Iterator[Change]:
    kept_before, kept_after = [one for one in old if one in new], [one for one in new if one in old]
    if kept_before != kept_after:
        yield Change("steps", writing.one_line(kept_before), writing.one_line(kept_after))


def _line(value: Any) -> str | None:
    return (
        None if value is None else writing.one_line(value) if isinstance(value, dict | list) else str(value)
    )
