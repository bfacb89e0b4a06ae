"""The shape of a community's ties: circles, core, bridges, and who is at the centre. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np

from linli.people.ties import rules
from linli.people.ties.deeds import Strand

Pair = tuple[int, int]
SEED = 20_260_101
SMALLEST_CIRCLE = 3
MOST_MEMBERS = 20_000
MOST_PARTNERS = 60
CONNECTS = 0.15
"""Somebody connects a circle in which this share of their ties lies, or ten times as much weight."""
ATTENTION = frozenset({"reply", "addressed", "turn", "mention", "reaction"})
DAMPING, STEPS, CLOSE_ENOUGH = 0.85, 100, 1e-10


def pairs_of(strands: Iterable[Strand]) -> dict[Pair, float]:
    """What two people have with each other, whoever began it: (lower id, higher id) -> weight."""
    found: dict[Pair, float] = defaultdict(float)
    for one in strands:
        if one.member != one.other:
            found[min(one.member, one.other), max(one.member, one.other)] += one.weight
    return {pair: found[pair] for pair in sorted(found) if found[pair] >= rules.FAINT}


def strength(pairs: Mapping[Pair, float]) -> dict[int, float]:
    """The weight of all ties of each member who has any."""
    found: dict[int, float] = defaultdict(float)
    for (one, other), weight in pairs.items():
        found[one] += weight
        found[other] += weight
    return dict(found)


def strongest(pairs: Mapping[Pair, float], *, each: int) -> dict[Pair, float]:
    """The strongest ties of every member: a tie stays if it is among the `each` first of either end."""
    mine: dict[int, list[tuple[float, Pair]]] = defaultdict(list)
    for pair, weight in pairs.items():
        for member in pair:
            mine[member].append((-weight, pair))
    kept = {pair for found in mine.values() for _, pair in sorted(found)[:each]}
    return {pair: pairs[pair] for pair in sorted(kept)}


def circles(pairs: Mapping[Pair, float], *, before: Mapping[int, int]) -> dict[int, int]:
    """Louvain's communities, at least SMALLEST_CIRCLE people each: member -> number; others are in none.

    A circle keeps the number it had `before` by the share of people they have in common; new ones get the
    next free numbers, the largest first. The same ties give the same circles.
    """
    net = _net(pairs)
    if not net:
        return {}
    found = nx.community.louvain_communities(net, weight="weight", seed=SEED)
    groups = [frozenset(one) for one in found if len(one) >= SMALLEST_CIRCLE]
    groups.sort(key=lambda one: (-len(one), min(one)))
    numbers = _numbered(groups, before)
    return {member: number for group, number in zip(groups, numbers, strict=True) for member in group}


def cores(pairs: Mapping[Pair, float]) -> dict[int, int]:
    """The depth of each member: the largest k such that k others of that depth are tied to them."""
    return dict(nx.core_number(_net(pairs)))


def bridging(pairs: Mapping[Pair, float], circle: Mapping[int, int]) -> dict[int, int]:
    """How many circles each member is really tied into; those outside of any circle do not count."""
    by_member: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for (one, other), weight in pairs.items():
        for member, partner in ((one, other), (other, one)):
            if number := circle.get(partner, 0):
                by_member[member][number] += weight
    return {member: _connected(weights.values()) for member, weights in by_member.items()}


def _connected(weights: Iterable[float]) -> int:
    found = list(weights)
    total = sum(found)
    return sum(1 for one in found if one >= CONNECTS * total or one >= 10 * CONNECTS)


def centrality(strands: Iterable[Strand]) -> dict[int, float]:
    """PageRank of the graph of attention: an edge from who answers to whom they answer. 1 is the average.

    Page, Brin, Motwani, Winograd 1999; weights as they are now, rank of those without edges spread evenly.
    """
    edges = [one for one in strands if one.kind in ATTENTION and one.weight > 0]
    members = sorted({member for one in edges for member in (one.member, one.other)})
    place = {member: index for index, member in enumerate(members)}
    count = len(members)
    if not count:
        return {}
    source = np.array([place[one.member] for one in edges])
    target = np.array([place[one.other] for one in edges])
    weight = np.array([one.weight for one in edges])
    out = np.bincount(source, weight, minlength=count)
    share = weight / out[source]
    rank = np.full(count, 1.0 / count)
    for _ in range(STEPS):
        flow = np.bincount(target, rank[source] * share, minlength=count)
        lost = rank[out == 0].sum()
        following = (1 - DAMPING) / count + DAMPING * (flow + lost / count)
        is_done = np.abs(following - rank).sum() < CLOSE_ENOUGH
        rank = following
        if is_done:
            break
    return {member: round(float(rank[index] * count), 4) for member, index in place.items()}


def partners(pairs: Iterable[Pair]) -> dict[int, int]:
    """With how many others each member has a tie."""
    found: dict[int, int] = defaultdict(int)
    for one, other in pairs:
        found[one] += 1
        found[other] += 1
    return dict(found)


def _net(pairs: Mapping[Pair, float]) -> "nx.Graph[int]":
    """The strongest members' strongest ties; Louvain slows down beyond them."""
    strong = strength(pairs)
    chosen = set(sorted(strong, key=lambda member: (-strong[member], member))[:MOST_MEMBERS])
    net: nx.Graph[int] = nx.Graph()
    for (one, other), weight in strongest(pairs, each=MOST_PARTNERS).items():
        if one in chosen and other in chosen:
            net.add_edge(one, other, weight=weight)
    return net


def _numbered(groups: Sequence[frozenset[int]], before: Mapping[int, int]) -> list[int]:
    """The number of each group: that of the earlier one it overlaps most, or a new one."""
    earlier: dict[int, set[int]] = defaultdict(set)
    for member, number in before.items():
        if number:
            earlier[number].add(member)
    overlaps = sorted(
        (-len(group & people) / len(group | people), number, index)
        for index, group in enumerate(groups)
        for number, people in earlier.items()
        if group & people
    )
    given: dict[int, int] = {}
    for _, number, index in overlaps:
        if index not in given and number not in given.values():
            given[index] = number
    free = (number for number in range(1, len(groups) + len(earlier) + 1) if number not in given.values())
    return [given[index] if index in given else next(free) for index in range(len(groups))]
