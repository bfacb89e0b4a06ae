"""The path from attention to share, and what follows from a place on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linli.people.communities.rules import AIDASS

# Goals by whom a community serves, and by the half of the path it stands on.
SIDE_GOALS = {"b": ("client_communication", "brand"), "c": ("stickiness", "activity")}
VOLUME, DEAL, LOYALTY, SCRIPT = "volume", "deal", "loyalty", "script"
PATH_GOALS = {
    VOLUME: ("new_members", "k_factor"),
    DEAL: ("conversion", "gmv"),
    LOYALTY: ("loyalty", "repurchase"),
    SCRIPT: ("conversion", "gmv"),
}
GOALS = (
    "client_communication",
    "brand",
    "stickiness",
    "activity",
    "new_members",
    "k_factor",
    "conversion",
    "gmv",
    "loyalty",
    "repurchase",
    "word_of_mouth",
    "retention",
    "satisfaction",
)


@dataclass(frozen=True)
class Node:
    """A community or carrier on the matrix. `kind`: community or carrier; `form`: its type or kind."""

    kind: str
    id: int
    name: str
    lane: str
    form: str
    from_stage: str
    to_stage: str

    @property
    def key(self) -> str:
        """Names it among all nodes."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Path:
    """A hand-over edge by the keys of its ends."""

    source: str
    target: str


@dataclass(frozen=True)
class Remark:
    """Something to look at: code and the names it concerns. Sentences are made elsewhere.

    uncovered (stages), no_way_on (node), no_way_in (node), overlap (two nodes), backwards (two nodes),
    unplaced (node)
    """

    code: str
    names: tuple[str, ...]
    is_gap: bool = True


def place(stage: str) -> int | None:
    """0 to 5, or None where nobody said."""
    return AIDASS.index(stage) if stage in AIDASS else None


def priority(from_stage: str, to_stage: str) -> str | None:
    """What comes first for a community on this part of the path: volume, deal, loyalty, or a script."""
    start, end = place(from_stage), place(to_stage)
    if start is None or end is None:
        return None
    if end - start >= 4:
        return SCRIPT
    middle = (start + end) / 2
    return VOLUME if middle < 2 else DEAL if middle <= 3 else LOYALTY


def default_goals(*, side: str, from_stage: str, to_stage: str) -> tuple[str, ...]:
    """What a community is for unless somebody says otherwise: by whom it serves, then by its place."""
    first = priority(from_stage, to_stage)
    return tuple(dict.fromkeys(SIDE_GOALS.get(side, ()) + (PATH_GOALS[first] if first else ())))


def remarks(nodes: Sequence[Node], paths: Iterable[Path]) -> list[Remark]:
    """Gaps and overlaps of a matrix, gaps first."""
    placed = [one for one in nodes if place(one.from_stage) is not None and place(one.to_stage) is not None]
    unplaced = [Remark("unplaced", (one.name,)) for one in nodes if one not in placed]
    edges = list(paths)
    return [
        *_uncovered(placed),
        *_dead_ends(placed, edges),
        *unplaced,
        *_backwards(placed, edges),
        *_overlaps(placed),
    ]


def _uncovered(nodes: Sequence[Node]) -> list[Remark]:
    if not nodes:
        return []
    covered = {n for one in nodes for n in range(*_span(one))}
    missing = tuple(stage for number, stage in enumerate(AIDASS) if number not in covered)
    return [Remark("uncovered", missing)] if missing else []


def _dead_ends(nodes: Sequence[Node], edges: Sequence[Path]) -> list[Remark]:
    leads = {one.source for one in edges}
    fed = {one.target for one in edges}
    found = []
    for one in nodes if len(nodes) > 1 else ():
        if one.to_stage != AIDASS[-1] and one.key not in leads:
            found.append(Remark("no_way_on", (one.name,)))
        if one.from_stage != AIDASS[0] and one.key not in fed:
            found.append(Remark("no_way_in", (one.name,)))
    return found


def _backwards(nodes: Sequence[Node], edges: Sequence[Path]) -> list[Remark]:
    known = {one.key: one for one in nodes}
    pairs = [(known[e.source], known[e.target]) for e in edges if e.source in known and e.target in known]
    return [
        Remark("backwards", (source.name, target.name), is_gap=False)
        for source, target in pairs
        if _span(target)[0] < _span(source)[0]
    ]


def _overlaps(nodes: Sequence[Node]) -> list[Remark]:
    """Two of one form in one lane on the same part of the path do the same work."""
    seen: dict[tuple[str, str, str, str], Node] = {}
    found = []
    for one in nodes:
        same = (one.lane, one.form, one.from_stage, one.to_stage)
        if same in seen and one.form:
            found.append(Remark("overlap", (seen[same].name, one.name), is_gap=False))
        seen.setdefault(same, one)
    return found


def _span(node: Node) -> tuple[int, int]:
    return AIDASS.index(node.from_stage), AIDASS.index(node.to_stage) + 1
