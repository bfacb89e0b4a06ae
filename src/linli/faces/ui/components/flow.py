"""{% flow %}: steps that branch, drawn as cards with arrows; on a phone they stand as a list."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.template import Library

from linli.faces.ui import hues
from linli.faces.ui.components import flow_layout
from linli.faces.ui.components.flow_layout import Placing, Spot

register = Library()

WIDTH, HEIGHT = 204, 128
GAP, AISLE = 104, 26
EDGE = 12
LOOP = 30
LONGEST_LABEL = 16


@dataclass(frozen=True)
class FlowLink:
    """An arrow to another card (its id), or to the end (""), with what leads there."""

    target: str
    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class FlowCard:
    """A step. `links` in the order they are read; `note`: its purpose; `left`, `right`: what came of it."""

    id: str
    kind: object
    title: object
    text: object = ""
    hue: str = "sky"
    note: object = ""
    left: object = ""
    right: object = ""
    state: Literal["", "now", "failed"] = ""
    url: str = ""
    links: tuple[FlowLink, ...] = ()

    @property
    def css(self) -> str:
        """Extra class for a step where somebody stands or something fails."""
        return f"ll-step-{self.state}" if self.state else ""

    @property
    def hue_class(self) -> str:
        """The class of the hue."""
        return hues.css(self.hue)


@dataclass(frozen=True)
class Box:
    """A card with its place in the drawing."""

    card: FlowCard
    x: int
    y: int


@dataclass(frozen=True)
class Arrow:
    """A line with its words; `is_back` for a loop. `full` where the words are cut short."""

    path: str
    label: str
    full: str
    x: int
    y: int
    is_back: bool = False
    ends: tuple[int, int] | None = None


@dataclass(frozen=True)
class Drawing:
    """Everything to draw, in pixels."""

    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    names: dict[str, object] = field(default_factory=dict)


@register.inclusion_tag("ui/components/flow.html")
def flow(cards: Sequence[FlowCard], label: object = "") -> dict[str, object]:
    """The cards with their arrows; scrolls sideways inside its box, by keyboard too."""
    drawing = draw(cards)
    rows = [(card, [(link, drawing.names.get(link.target, "")) for link in card.links]) for card in cards]
    return {"drawing": drawing, "rows": rows, "label": label, "card_width": WIDTH, "card_height": HEIGHT}


def draw(cards: Sequence[FlowCard]) -> Drawing:
    """Places in pixels; the first card is where it begins."""
    known = {card.id for card in cards}
    links = {
        card.id: list(dict.fromkeys(link.target for link in card.links if link.target in known))
        for card in cards
    }
    placing = flow_layout.place(cards[0].id, links) if cards else flow_layout.place("", {})
    boxes = [Box(card, _x(placing.spots[card.id]), _y(placing.spots[card.id])) for card in cards]
    arrows = [arrow for card in cards for arrow in _arrows(card, placing, known)]
    return Drawing(
        width=2 * EDGE + placing.ranks * (WIDTH + GAP),
        height=2 * EDGE + placing.lanes * (HEIGHT + AISLE) + (LOOP if placing.backward else 0),
        boxes=boxes,
        arrows=arrows,
        names={card.id: card.title for card in cards},
    )


def _arrows(card: FlowCard, placing: Placing, known: set[str]) -> list[Arrow]:
    spot = placing.spots[card.id]
    made = []
    for target in dict.fromkeys(link.target if link.target in known else "" for link in card.links):
        words = [
            link.label
            for link in card.links
            if link.target == target or (not target and link.target not in known)
        ]
        label = " / ".join(word for word in words if word)
        if not target:
            made.append(_to_end(spot, label, is_only=len(card.links) == len(words)))
        elif (card.id, target) in placing.backward:
            made.append(_back(spot, placing.spots[target], label, placing.lanes))
        else:
            made.append(_forth(spot, placing.ways[card.id, target], placing.spots[target], label))
    return made


def _forth(start: Spot, way: Sequence[Spot], end: Spot, label: str) -> Arrow:
    """A curve from the right side of a card through its lane to the left side of another."""
    x, y = _x(start) + WIDTH, _middle(start)
    path = f"M{x} {y}"
    for stop in (*way, end):
        left, middle = _x(stop), _middle(stop)
        bend = min(GAP // 2, (left - x) // 2)
        path += f" C{x + bend} {y} {left - bend} {middle} {left} {middle}"
        x, y = left, middle
        if stop is not end:
            x += WIDTH
            path += f" H{x}"
    near = way[0] if way else end
    if near.lane == start.lane:
        return Arrow(path, _short(label), label, _x(near) - GAP // 2, _middle(near) - 7)
    between = (_middle(start) + 3 * _middle(near)) // 4
    return Arrow(path, _short(label), label, _x(near) - GAP // 2, between)


def _back(start: Spot, end: Spot, label: str, lanes: int) -> Arrow:
    """A loop beneath everything, from the bottom of a card to the bottom of an earlier one."""
    floor = EDGE + lanes * (HEIGHT + AISLE) + LOOP // 2 - AISLE // 2
    x, to = _x(start) + WIDTH // 2, _x(end) + WIDTH // 2
    path = f"M{x} {_y(start) + HEIGHT} V{floor} H{to} V{_y(end) + HEIGHT}"
    return Arrow(path, _short(label), label, (x + to) // 2, floor - 5, is_back=True)


def _to_end(spot: Spot, label: str, *, is_only: bool) -> Arrow:
    """A short stub that ends in a dot; below the middle where other arrows leave the card, too."""
    x = _x(spot) + WIDTH
    y = _middle(spot) if is_only else _y(spot) + HEIGHT - 16
    return Arrow(f"M{x} {y} H{x + 26}", _short(label), label, x + GAP // 2, y - 8, ends=(x + 30, y))


def _x(spot: Spot) -> int:
    return EDGE + spot.rank * (WIDTH + GAP)


def _y(spot: Spot) -> int:
    return EDGE + spot.lane * (HEIGHT + AISLE)


def _middle(spot: Spot) -> int:
    return _y(spot) + HEIGHT // 2


def _short(label: str) -> str:
    """As much as fits between two cards; a Chinese character takes two places."""
    taken = 0
    for number, one in enumerate(label):
        taken += 2 if unicodedata.east_asian_width(one) in "WF" else 1
        if taken > LONGEST_LABEL:
            return f"{label[: number - 1]}…"
    return label
