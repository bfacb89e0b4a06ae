"""A community's graph as the page draws it: dots, lines, colours and their legend."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from linli.faces.ui.components.number import number
from linli.people.communities import naming
from linli.people.ties import layout
from linli.people.ties import rules as ties
from linli.people.ties.layout import Disc, Dot, Node
from linli.people.ties.queries import Circle, Graph, Line

DRAWN = 1_000
COLOURS = 10
OUTSIDE, ALONE = 0, -1
TOP_LINES = 2
SMALLEST = 720.0


@dataclass(frozen=True)
class DotShown:
    """A member in the picture; `words` is what a pointer or a screen reader tells."""

    dot: Dot
    look: str
    words: str


@dataclass(frozen=True)
class Drawing:
    """The picture: ties as one path, dots, names, and the box it lies in."""

    box: str
    strong: str
    faint: str
    discs: Sequence[tuple[Disc, str]]
    dots: Sequence[DotShown]
    labels: Sequence[tuple[Dot, float]]
    drawn: int
    left_out: int


@dataclass(frozen=True)
class CircleShown:
    """A circle in the list: what it is called, its colour, who leads it, and where most of its talk is."""

    number: int
    look: str
    title: str
    size: int
    leaders: Sequence[Line]
    home: str


def look_of(circle: int) -> str:
    """The class that colours a circle; ten colours go round, who is outside of any is grey."""
    return f"ll-tie-{(circle - 1) % COLOURS + 1}" if circle > 0 else "ll-tie-0"


def circle_name(number_: int) -> str:
    """What a circle is called."""
    return gettext("Circle {n}").format(n=number_) if number_ else gettext("No circle")


def drawing(lines: Sequence[Line], graph: Graph) -> Drawing:
    """The picture of at most DRAWN members, those with the strongest ties first."""
    chosen = sorted(lines, key=lambda one: (-one.strength, -one.centrality, one.id))[:DRAWN]
    most = max((one.centrality for one in chosen), default=1.0) or 1.0
    nodes = [Node(one.id, _disc(one), one.centrality / most, one.name) for one in chosen]
    picture = layout.draw(nodes)
    by_id = {one.id: one for one in chosen}
    places = picture.places()
    strong, faint = _paths(graph, places)
    return Drawing(
        box=" ".join(f"{value:g}" for value in _roomy(picture.box)),
        strong=strong,
        faint=faint,
        discs=[(one, look_of(one.disc)) for one in picture.discs],
        dots=[DotShown(dot, look_of(dot.disc), _words(by_id[dot.id])) for dot in picture.dots],
        labels=[(dot, round(dot.y + dot.r + 11, 1)) for dot in picture.labels],
        drawn=len(chosen),
        left_out=max(0, len(lines) - len(chosen)),
    )


def _roomy(box: Sequence[float]) -> tuple[float, float, float, float]:
    """The box, not so small that the names of a few people fill the page."""
    x, y, width, height = box
    missing = max(0.0, SMALLEST - width), max(0.0, SMALLEST * 2 / 3 - height)
    return x - missing[0] / 2, y - missing[1] / 2, width + missing[0], height + missing[1]


def circles_shown(found: Sequence[Circle]) -> list[CircleShown]:
    """The circles of the list, with the names of their groups."""
    homes = naming.names_of_groups({one.group_id for one in found if one.group_id is not None})
    return [
        CircleShown(
            number=one.number,
            look=look_of(one.number),
            title=circle_name(one.number),
            size=one.size,
            leaders=one.leaders,
            home=gettext("{share} of its talk in {group}").format(
                share=f"{one.share:.0%}", group=homes[one.group_id].name
            )
            if one.group_id in homes
            else "",
        )
        for one in found
    ]


def measure_words(measure: str) -> str:
    """What is measured, in words."""
    return gettext(ties.MEASURES[measure])


def place_words(percentile: float) -> str:
    """The place among those who have any of it."""
    top = max(1, round(100 * (1 - percentile)))
    return gettext("top {n}%").format(n=top)


def _disc(line: Line) -> int:
    if line.circle:
        return line.circle
    return ALONE if line.is_isolated else OUTSIDE


def _paths(graph: Graph, places: dict[int, Dot]) -> tuple[str, str]:
    """The strongest lines of each member, as two paths: ties of familiar people, and the others."""
    count: dict[int, int] = {}
    strong: list[str] = []
    faint: list[str] = []
    for one, other, weight in graph.edges:
        if one not in places or other not in places:
            continue
        if count.get(one, 0) >= TOP_LINES and count.get(other, 0) >= TOP_LINES:
            continue
        count[one], count[other] = count.get(one, 0) + 1, count.get(other, 0) + 1
        a, b = places[one], places[other]
        piece = f"M{a.x:g} {a.y:g}L{b.x:g} {b.y:g}"
        (strong if weight >= ties.BANDS[1][1] else faint).append(piece)
    return "".join(strong), "".join(faint)


def _words(line: Line) -> str:
    partners = ngettext("{n} person", "{n} people", line.partners).format(n=number(line.partners))
    return gettext("{name}, {circle}, ties to {partners}").format(
        name=line.name, circle=circle_name(line.circle).lower(), partners=partners
    )
