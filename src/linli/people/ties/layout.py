"""Where everybody stands in the picture: circles packed as discs, their members spiralling out by rank. Pure.

The same graph gives the same picture. Units are those of the picture; the y axis points down.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GOLDEN = math.pi * (3 - math.sqrt(5))
LEAST, MOST = 3.0, 15.0
ROOM = 2.6
GAP = 14.0
STEP, TURN = 3.0, 0.35
LETTER = 7.0


@dataclass(frozen=True)
class Node:
    """A member to be drawn: the disc they belong to, and how large they are (0 to 1)."""

    id: int
    disc: int
    size: float
    name: str = ""


@dataclass(frozen=True)
class Dot:
    """A member as drawn."""

    id: int
    disc: int
    name: str
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Disc:
    """A circle as drawn."""

    disc: int
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Picture:
    """Everything drawn; `box` is x, y, width and height of it all. `labels` are dots whose name fits."""

    dots: tuple[Dot, ...]
    discs: tuple[Disc, ...]
    labels: tuple[Dot, ...]
    box: tuple[float, float, float, float]

    def places(self) -> dict[int, Dot]:
        """The dot of each member."""
        return {dot.id: dot for dot in self.dots}


def draw(nodes: Iterable[Node], *, labels: int = 30) -> Picture:
    """Place all nodes: the largest disc in the middle, the others round it where they first fit."""
    members: dict[int, list[Node]] = {}
    for node in nodes:
        members.setdefault(node.disc, []).append(node)
    spread = {disc: _spiral(found) for disc, found in members.items()}
    radii = {disc: _reach(found) + GAP / 2 for disc, found in spread.items()}
    discs = _pack(radii)
    dots = tuple(
        Dot(node.id, disc.disc, node.name, round(disc.x + x, 1), round(disc.y + y, 1), round(r, 1))
        for disc in discs
        for node, x, y, r in spread[disc.disc]
    )
    return Picture(dots, discs, _labelled(dots, labels), _box(discs))


def _spiral(nodes: Sequence[Node]) -> list[tuple[Node, float, float, float]]:
    """Sunflower seeds: each takes the room it needs, the largest in the middle."""
    placed = []
    area = 0.0
    for index, node in enumerate(sorted(nodes, key=lambda one: (-one.size, one.id))):
        r = LEAST + (MOST - LEAST) * math.sqrt(max(0.0, min(node.size, 1.0)))
        room = ROOM * r * r
        far = math.sqrt(area + room / 2) if index else 0.0
        area += room
        placed.append((node, far * math.cos(index * GOLDEN), far * math.sin(index * GOLDEN), r))
    return placed


def _reach(placed: Sequence[tuple[Node, float, float, float]]) -> float:
    return max(math.hypot(x, y) + r for _, x, y, r in placed)


def _pack(radii: Mapping[int, float]) -> tuple[Disc, ...]:
    placed: list[Disc] = []
    for disc, r in sorted(radii.items(), key=lambda item: (-item[1], item[0])):
        placed.append(_first_fit(disc, r, placed))
    return tuple(placed)


def _first_fit(disc: int, r: float, placed: Sequence[Disc]) -> Disc:
    """Walk out on a flat spiral until the disc touches no other; pictures are wider than high."""
    step = 0
    while True:
        angle, far = step * TURN, step * STEP * TURN
        x, y = 1.45 * far * math.cos(angle), 0.8 * far * math.sin(angle)
        if all(math.hypot(x - one.x, y - one.y) >= r + one.r for one in placed):
            return Disc(disc, round(x, 1), round(y, 1), round(r, 1))
        step += 1


def _labelled(dots: Sequence[Dot], most: int) -> tuple[Dot, ...]:
    """The largest dots whose names stand clear of each other, written below them."""
    chosen: list[Dot] = []
    boxes: list[tuple[float, float, float, float]] = []
    for dot in sorted(dots, key=lambda one: (-one.r, one.id)):
        if len(chosen) == most:
            break
        half = max(1, sum(2 if ord(letter) > 0x2E7F else 1 for letter in dot.name)) * LETTER / 2
        box = (dot.x - half, dot.y + dot.r, dot.x + half, dot.y + dot.r + 2 * LETTER)
        if not any(_overlap(box, one) for one in boxes):
            chosen.append(dot)
            boxes.append(box)
    return tuple(chosen)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _box(discs: Sequence[Disc]) -> tuple[float, float, float, float]:
    if not discs:
        return (0.0, 0.0, 1.0, 1.0)
    left, top = min(one.x - one.r for one in discs), min(one.y - one.r for one in discs)
    right, bottom = max(one.x + one.r for one in discs), max(one.y + one.r for one in discs)
    edge = 20.0
    return (
        round(left - edge, 1),
        round(top - edge, 1),
        round(right - left + 2 * edge, 1),
        round(bottom - top + 2 * edge, 1),
    )
