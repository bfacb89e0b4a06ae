"""The matrix as the page draws it: lanes of nodes on the path, and the paths with their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from linli.people.communities import words
from linli.people.communities.deciding import aidass
from linli.people.communities.deciding.aidass import Node
from linli.people.communities.reading import flows, types
from linli.people.communities.reading.flows import Flow, Matrix
from linli.people.communities.reading.handovers import Stand
from linli.people.communities.rules import AIDASS

HUES = {"volume": "sky", "deal": "amber", "loyalty": "green", "script": "violet"}


@dataclass(frozen=True)
class Leg:
    """A path as a node shows it: to whom, and who went."""

    name: str
    url: str
    text: str


@dataclass(frozen=True)
class DrawnNode:
    """A node on the path: from and to are 1 to 6."""

    id: int
    name: str
    url: str
    form: str
    stages: str
    hue: str
    begins: int
    ends: int
    legs: tuple[Leg, ...]
    fed_by: tuple[str, ...]
    is_carrier: bool


@dataclass(frozen=True)
class Lane:
    """A row of the matrix."""

    name: str
    nodes: tuple[DrawnNode, ...]


@dataclass(frozen=True)
class DrawnPath:
    """A path in the table."""

    url: str
    source: str
    target: str
    rule: str
    trigger: str
    needs_consent: bool
    flow: Flow | None
    stand: Stand


def draw(matrix: Matrix, *, days: int) -> list[Lane]:
    """Lanes of communities by their name, those without one first; carriers last."""
    forms = {one.code: one.name for one in types.community_types(with_retired=True)}
    lanes: dict[tuple[bool, str], list[DrawnNode]] = {}
    for node in matrix.nodes:
        if node.from_stage in AIDASS and node.to_stage in AIDASS:
            lanes.setdefault((node.kind == "carrier", node.lane), []).append(_node(node, matrix, forms, days))
    return [
        Lane(
            _lane_name(is_carrier, lane), tuple(sorted(nodes, key=lambda one: (one.begins, one.ends, one.id)))
        )
        for (is_carrier, lane), nodes in sorted(lanes.items(), key=lambda item: item[0])
    ]


def listed(matrix: Matrix, stands: Mapping[int, Stand], *, days: int) -> list[DrawnPath]:
    """The paths as rows of a table."""
    called = {one.key: one.name for one in matrix.nodes}
    return [
        DrawnPath(
            url=_edge_url(one.id, days),
            source=called[flows.source_key(one)],
            target=called[flows.target_key(one)],
            rule=one.rule,
            trigger=words.say("trigger", one.trigger),
            needs_consent=one.needs_consent,
            flow=matrix.flows.get(one.id),
            stand=stands.get(one.id, Stand(0, 0, 0, 0)),
        )
        for one in matrix.edges
    ]


def flow_text(flow: Flow | None) -> str:
    """People along a path in words."""
    if flow is None:
        return gettext("not counted")
    rate = "–" if flow.rate is None else f"{100 * flow.rate:.0f}%"
    return pgettext("people along a path", "{entered} of {base} · {rate}").format(
        entered=flow.entered, base=flow.base, rate=rate
    )


def _node(node: Node, matrix: Matrix, forms: Mapping[str, str], days: int) -> DrawnNode:
    is_carrier = node.kind == "carrier"
    called = {one.key: one.name for one in matrix.nodes}
    legs = [
        Leg(called[flows.target_key(one)], _edge_url(one.id, days), flow_text(matrix.flows.get(one.id)))
        for one in matrix.edges
        if flows.source_key(one) == node.key
    ]
    fed_by = [called[flows.source_key(one)] for one in matrix.edges if flows.target_key(one) == node.key]
    return DrawnNode(
        id=node.id,
        name=node.name,
        url="" if is_carrier else reverse("console:community", args=[node.id]),
        form=words.say("carrier", node.form) if is_carrier else forms.get(node.form, ""),
        stages=f"{words.say('aidass', node.from_stage)} – {words.say('aidass', node.to_stage)}",
        hue="grey" if is_carrier else HUES[aidass.priority(node.from_stage, node.to_stage) or "deal"],
        begins=AIDASS.index(node.from_stage) + 1,
        ends=AIDASS.index(node.to_stage) + 1,
        legs=tuple(legs),
        fed_by=tuple(fed_by),
        is_carrier=is_carrier,
    )


def _lane_name(is_carrier: bool, lane: str) -> str:
    return lane or (gettext("Other carriers") if is_carrier else gettext("Communities"))


def _edge_url(edge_id: int, days: int) -> str:
    return f"{reverse('console:matrix-edge', args=[edge_id])}?days={days}"
