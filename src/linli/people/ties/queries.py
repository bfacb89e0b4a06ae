"""What is known of a community's ties: its graph as last computed, a member's ties, candidates for roles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Sum

from linli.kernel.orgs import scope
from linli.people.members.models import Member
from linli.people.members.queries import names
from linli.people.ties import computing, rules
from linli.people.ties.models import Snapshot, Standing
from linli.people.ties.rules import Reading, Recipe

SORTS: Mapping[str, str] = {
    "name": "m.sort_key",
    "circle": "s.circle = 0, s.circle, s.centrality DESC",
    "centrality": "s.centrality DESC",
    "in": "s.replies_in DESC",
    "out": "s.replies_out DESC",
    "bridges": "s.bridging DESC, s.centrality DESC",
    "partners": "s.partners DESC",
    "days": "s.days DESC",
}


@dataclass(frozen=True)
class Line:
    """A member in the graph. `circle` 0 is outside of any; `centrality` 1 is the average."""

    id: int
    name: str
    circle: int
    centrality: float
    core: int
    bridging: int
    strength: float
    partners: int
    partners_30: int
    replies_in: int
    replies_out: int
    days: int
    is_isolated: bool
    is_newcomer: bool
    is_operator: bool


@dataclass(frozen=True)
class Circle:
    """A circle: its number, size and leaders, and the group in which most of its talk is (share 0 to 1)."""

    number: int
    size: int
    leaders: tuple[Line, ...]
    group_id: int | None
    share: float


@dataclass(frozen=True)
class Graph:
    """A community's graph as last computed. `edges` are drawn ties: (member, member, weight now)."""

    computed_at: datetime
    seconds: float
    members: int
    ties: int
    edges: tuple[tuple[int, int, float], ...]
    homes: Mapping[int, tuple[int, float]]
    blind: tuple[str, ...]


@dataclass(frozen=True)
class Ref:
    """Where a message is in the log: its group, the digest of its id, who wrote it and when."""

    group: int
    message: int
    member: int
    at_microseconds: int


@dataclass(frozen=True)
class Part:
    """A measure of a candidate: how much it counts, its value, whom it surpasses, and what shows it.

    `exhibits` are messages that belong together, in order of time.
    """

    measure: str
    weight: float
    value: float
    percentile: float
    exhibits: tuple[tuple[Ref, ...], ...]


@dataclass(frozen=True)
class Candidate:
    """A member who fits a role by what they did; `score` 0 to 100, `parts` the weightiest first."""

    member: int
    name: str
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Partner:
    """Somebody a member has ties with: weight now, deeds each way, and how close that is."""

    id: int
    name: str
    weight: float
    given: int
    taken: int
    last_at: datetime
    band: str


def find_liveliest(communities: Collection[int]) -> int | None:
    """Of these communities the one whose last graph has the most ties; None where none has been computed."""
    found = Snapshot.objects.filter(community_id__in=communities).order_by("-ties", "community_id")
    first: int | None = found.values_list("community_id", flat=True).first()
    return first


def find_graph(community: int) -> Graph | None:
    """The graph of a community as last computed; people who have gone since are left out of its edges."""
    snapshot = Snapshot.objects.filter(community_id=community).first()
    if snapshot is None:
        return None
    document = snapshot.document
    there = set(Standing.objects.filter(community_id=community).values_list("member_id", flat=True))
    return Graph(
        computed_at=snapshot.computed_at,
        seconds=snapshot.seconds,
        members=snapshot.members,
        ties=snapshot.ties,
        edges=tuple(
            (one, other, weight) for one, other, weight in document["edges"] if {one, other} <= there
        ),
        homes={int(number): (home[0], home[1]) for number, home in document["homes"].items()},
        blind=tuple(document["blind"]),
    )


def lines(
    community: int,
    *,
    sort: str = "centrality",
    limit: int = 1000,
    offset: int = 0,
    isolated: bool | None = None,
    newcomers: bool | None = None,
    bridges: bool = False,
    members: Collection[int] | None = None,
) -> list[Line]:
    """Members of a community's graph, in one query; erased and merged records are left out."""
    where, values = _narrowed(isolated, newcomers, bridges, members)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.member_id, m.name, s.circle, s.centrality, s.core, s.bridging, s.strength, s.partners,"
            " s.partners_30, s.replies_in, s.replies_out, s.days, s.is_isolated, s.is_newcomer,"
            " m.is_operator FROM ties_standing s JOIN members_member m ON m.id = s.member_id"
            " WHERE s.org_id = %s AND s.community_id = %s AND m.merged_into_id IS NULL"
            f" AND m.erased_at IS NULL{where} ORDER BY {SORTS.get(sort, SORTS['centrality'])}, s.member_id"
            " LIMIT %s OFFSET %s",
            [scope.org_id(), community, *values, limit, offset],
        )
        return [Line(*row) for row in cursor.fetchall()]


def circles(community: int, graph: Graph, *, leaders: int = 3) -> list[Circle]:
    """The circles, the largest first, each with those at its centre."""
    sizes = (
        Standing.objects.filter(community_id=community, circle__gt=0)
        .values_list("circle")
        .annotate(size=Count("id"), strength=Sum("strength"))
        .order_by("-size", "circle")
    )
    leading: dict[int, list[Line]] = {}
    for line in lines(community, sort="circle", limit=5_000):
        leading.setdefault(line.circle, []).append(line)
    return [
        Circle(
            number=number,
            size=size,
            leaders=tuple(leading.get(number, ())[:leaders]),
            group_id=graph.homes.get(number, (None, 0.0))[0],
            share=graph.homes.get(number, (None, 0.0))[1],
        )
        for number, size, _strength in sizes
    ]


def count_isolated(community: int) -> tuple[int, int]:
    """How many have no tie: (newcomers, others)."""
    found = Standing.objects.filter(community_id=community, is_isolated=True)
    newcomers = found.filter(is_newcomer=True).count()
    return newcomers, found.count() - newcomers


def candidates(community: int, recipe: Recipe, limit: int = 10) -> list[Candidate]:
    """Who fits a recipe best by what they did, with what shows it; nobody where no graph was computed."""
    rows = Standing.objects.filter(community_id=community).exclude(measures={})
    read = {
        member: {name: Reading(*one) for name, one in measures.items()}
        for member, measures in rows.values_list("member_id", "measures")
    }
    found = computing.ranked(_measured_now(read), recipe, limit=limit)
    evidence = dict(rows.filter(member_id__in=[one for one, _ in found]).values_list("member_id", "evidence"))
    called = names.names_of([member for member, _ in found])
    return [
        Candidate(member, called.get(member, ""), score, parts_of(recipe, read[member], evidence[member]))
        for member, score in found
    ]


def parts_of(
    recipe: Recipe, read: Mapping[str, Reading], evidence: Mapping[str, Sequence[Sequence[Sequence[int]]]]
) -> tuple[Part, ...]:
    """What a recipe looks at, the weightiest first."""
    weights = sorted(recipe.weights.items(), key=lambda item: -abs(item[1]))
    return tuple(
        Part(
            measure=measure,
            weight=weight,
            value=read[measure].value,
            percentile=read[measure].percentile,
            exhibits=tuple(tuple(Ref(*ref) for ref in exhibit) for exhibit in evidence.get(measure, ())),
        )
        for measure, weight in weights
        if measure in read
    )


def partners_of(
    member_ids: Sequence[int], *, at: datetime, communities: Collection[int] | None, limit: int = 8
) -> list[Partner]:
    """Whom a member (all ids of their records) has the strongest kept ties with; one query.

    `communities` None: in all of them.
    """
    ids = list(member_ids)
    mine = (scope.org_id(), ids, communities is None, sorted(communities or ()))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS (SELECT other_member_id AS other, weight, count AS given, 0 AS taken, last_at"
            " FROM ties_tie WHERE org_id = %s AND member_id = ANY(%s) AND (%s OR community_id = ANY(%s))"
            " UNION ALL SELECT member_id, weight, 0, count, last_at"
            " FROM ties_tie WHERE org_id = %s AND other_member_id = ANY(%s)"
            " AND (%s OR community_id = ANY(%s)))"
            " SELECT k.id, k.name, sum(t.weight), sum(t.given)::int, sum(t.taken)::int, max(t.last_at)"
            " FROM mine t JOIN members_member m ON m.id = t.other"
            " JOIN members_member k ON k.id = coalesce(m.merged_into_id, m.id)"
            " WHERE NOT k.id = ANY(%s) AND NOT k.is_bot AND k.erased_at IS NULL"
            " GROUP BY k.id, k.name ORDER BY 3 DESC, k.id LIMIT %s",
            [*mine, *mine, ids, limit],
        )
        rows = cursor.fetchall()
    found = []
    for id, name, kept, given, taken, last_at in rows:
        weight = rules.weight_at(kept, at)
        found.append(Partner(id, name, round(weight, 3), given, taken, last_at, rules.band_of(weight)))
    return found


def standings_of(member: int, *, communities: Collection[int] | None) -> dict[int, Line]:
    """Where a member stands, by community."""
    found = Standing.objects.filter(member_id=member)
    if communities is not None:
        found = found.filter(community_id__in=communities)
    return {
        community: line
        for community in found.values_list("community_id", flat=True)
        for line in lines(community, members=[member], limit=1)
    }


def _measured_now(read: Mapping[int, Mapping[str, Reading]]) -> dict[int, Mapping[str, Reading]]:
    """Those who are still members of their own, and have not joined the team since."""
    there = Member.objects.filter(
        id__in=list(read), merged_into=None, erased_at=None, is_bot=False, is_operator=False
    )
    return {member: read[member] for member in there.values_list("id", flat=True)}


def _narrowed(
    isolated: bool | None, newcomers: bool | None, bridges: bool, members: Collection[int] | None
) -> tuple[str, list[bool | list[int]]]:
    where = ""
    values: list[bool | list[int]] = []
    if isolated is not None:
        where += " AND s.is_isolated = %s"
        values.append(isolated)
    if newcomers is not None:
        where += " AND s.is_newcomer = %s"
        values.append(newcomers)
    if bridges:
        where += " AND s.bridging > 1"
    if members is not None:
        where += " AND s.member_id = ANY(%s)"
        values.append(list(members))
    return where, values
