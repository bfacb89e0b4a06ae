"""Why a condition said yes or no: every part of it with the value it had."""

from datetime import datetime

import msgspec

from linli.kernel.conditions import memory
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.memory import Values
from linli.kernel.conditions.render import render
from linli.kernel.conditions.tree import Call, Literal, Node, Now
from linli.kernel.conditions.values import Inner, Outer, moment, outer


class Part(msgspec.Struct, frozen=True):
    """A part of a condition as written, the value it had, and how deep it stands (the whole is 0)."""

    text: str
    value: Outer
    level: int


def explain(checked: Checked, values: Values, *, at: datetime) -> list[Part]:
    """The whole first, then its parts in reading order; constants are left out, parts that repeat stay."""
    now = moment(at)
    parts: list[Part] = []

    def visit(node: Node, level: int) -> None:
        if _is_constant(node):
            return
        found: Inner = memory.step(node, checked)(values, now)
        parts.append(Part(render(node), outer(found, checked.types[node]), level))
        for child in node.children():
            visit(child, level + 1)

    visit(checked.tree, 0)
    return parts


def _is_constant(node: Node) -> bool:
    return isinstance(node, Literal | Now) or (isinstance(node, Call) and node.function == "time")
