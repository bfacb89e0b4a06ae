"""The matrix: its nodes and edges, and the people who moved along each edge (M44), counted in sets.

Entered an edge's target from its source within a period: a member whose first stay in the target began in the
period, and who was in the source before that and not gone from it for more than RECENT. Base: those who
entered, those who left the source in the period, and those in it during the period who were ripe by the
edge's tag and days at its end. Who was in the target before the period is in neither; bots and the team are
nobody here. The rate is entered / base, never above 1.
Tables of the members room are read by name (see `figures`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.people.communities.deciding import aidass
from linli.people.communities.deciding.aidass import Node, Path, Remark
from linli.people.communities.models import Carrier, Community, Edge

RECENT = timedelta(days=30)

_PEOPLE = """
WITH edge AS (
  SELECT * FROM unnest(%(edges)s::bigint[], %(sources)s::bigint[], %(targets)s::bigint[], %(tags)s::text[],
                       %(days)s::int[]) AS e(id, source, target, tag, days)),
stay AS (
  SELECT s.community_id AS c, s.member_id AS m, s.joined_at, s.left_at
  FROM members_membership s JOIN members_member p ON p.id = s.member_id
  WHERE s.org_id = %(org)s AND NOT p.is_bot AND NOT p.is_operator AND s.joined_at < %(until)s
    AND s.community_id IN (SELECT source FROM edge UNION SELECT target FROM edge)),
present AS (
  SELECT c, m, min(joined_at) AS first_at,
         CASE WHEN bool_or(left_at IS NULL OR left_at >= %(until)s) THEN NULL ELSE max(left_at) END AS gone_at
  FROM stay GROUP BY c, m),
entered AS (
  SELECT e.id, t.m FROM edge e JOIN present t ON t.c = e.target AND t.first_at >= %(since)s
  WHERE EXISTS (SELECT FROM stay s WHERE s.c = e.source AND s.m = t.m AND s.joined_at < t.first_at
                AND (s.left_at IS NULL OR s.left_at >= t.first_at - %(recent)s))),
ripe AS (
  SELECT e.id, a.m FROM edge e JOIN present a ON a.c = e.source
  WHERE (a.gone_at IS NULL OR a.gone_at >= %(since)s)
    AND NOT EXISTS (SELECT FROM present b WHERE b.c = e.target AND b.m = a.m AND b.first_at < %(since)s)
    AND (a.gone_at IS NOT NULL OR
         ((e.days IS NULL OR a.first_at <= %(until)s - make_interval(days => e.days))
          AND (e.tag = '' OR EXISTS (SELECT FROM members_tag g
                                     WHERE g.member_id = a.m AND g.name = e.tag))))),
base AS (SELECT * FROM ripe UNION SELECT * FROM entered)
"""


class NoSuchEdge(Refusal):
    """There is no such path on the matrix here."""

    def __init__(self) -> None:
        super().__init__(_("there is no such path here"))


@dataclass(frozen=True)
class Flow:
    """People along an edge within a period. Edges that begin or end at a carrier are not counted."""

    entered: int
    base: int

    @property
    def rate(self) -> float | None:
        """Entered for each of the base; None where there is nobody."""
        return self.entered / self.base if self.base else None


@dataclass(frozen=True)
class Matrix:
    """The whole picture: nodes, edges, flows by edge id, and what is missing or double."""

    nodes: list[Node]
    edges: list[Edge]
    flows: dict[int, Flow]
    remarks: list[Remark]


def edges(*, reach: frozenset[int] | None = None) -> QuerySet[Edge]:
    """The paths whose communities a seat with this reach sees, with their ends, oldest first."""
    found = (
        Edge.objects.select_related("source", "source_carrier", "target", "target_carrier")
        .filter(removed_at=None)
        .order_by("id")
    )
    if reach is None:
        return found
    return _within(found, [*reach])


def _within(found: QuerySet[Edge], ours: Sequence[int]) -> QuerySet[Edge]:
    unseen_source = found.filter(source__isnull=False).exclude(source_id__in=ours)
    unseen_target = found.filter(target__isnull=False).exclude(target_id__in=ours)
    return found.exclude(id__in=unseen_source.values("id")).exclude(id__in=unseen_target.values("id"))


def access_edge(edge_id: int, *, reach: frozenset[int] | None) -> Edge:
    """A path this reach sees, with its ends, or NoSuchEdge."""
    found: Edge | None = edges(reach=reach).filter(id=edge_id).first()
    if found is None:
        raise NoSuchEdge
    return found


def carriers() -> list[Carrier]:
    """What else leads people along the path, by name."""
    return list(Carrier.objects.filter(removed_at=None).order_by("name", "id"))


def matrix(*, since: datetime, until: datetime, reach: frozenset[int] | None = None) -> Matrix:
    """Everything on the page of the matrix, in four queries."""
    shown = Community.objects.filter(closed_at=None).exclude(stage="dissolved").order_by("opened_at", "id")
    if reach is not None:
        shown = shown.filter(id__in=reach)
    nodes = [node_of(one) for one in shown] + [node_of(one) for one in carriers()]
    known = {one.key for one in nodes}
    listed = [one for one in edges(reach=reach) if {source_key(one), target_key(one)} <= known]
    paths = [Path(source_key(one), target_key(one)) for one in listed]
    return Matrix(nodes, listed, flows_of(listed, since=since, until=until), aidass.remarks(nodes, paths))


def flows_of(listed: Sequence[Edge], *, since: datetime, until: datetime) -> dict[int, Flow]:
    """The people along each edge between two communities in [since, until), by edge id; one query."""
    counted = [one for one in listed if one.source_id and one.target_id]
    if not counted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE + "SELECT edge.id, (SELECT count(*) FROM entered n WHERE n.id = edge.id),"
            " (SELECT count(*) FROM base b WHERE b.id = edge.id) FROM edge",
            _asked(counted, since, until),
        )
        return {row[0]: Flow(row[1], row[2]) for row in cursor.fetchall()}


def people_of(edge: Edge, *, since: datetime, until: datetime, which: str, limit: int = 500) -> list[int]:
    """The members behind a number, by id: `entered`, or `waiting` (in the base and not entered)."""
    if not (edge.source_id and edge.target_id):
        return []
    chosen = {
        "entered": "SELECT m FROM entered",
        "waiting": "SELECT m FROM base EXCEPT SELECT m FROM entered",
    }
    asked = f"SELECT m FROM ({chosen[which]}) people ORDER BY m LIMIT %(limit)s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE + asked, {**_asked([edge], since, until), "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def node_of(one: Community | Carrier) -> Node:
    """A community or carrier as a node."""
    is_community = isinstance(one, Community)
    return Node(
        kind="community" if is_community else "carrier",
        id=one.id,
        name=one.name,
        lane=one.lane,
        form=one.type_code if isinstance(one, Community) else one.kind,
        from_stage=one.from_stage,
        to_stage=one.to_stage,
    )


def source_key(edge: Edge) -> str:
    """The node an edge begins at."""
    return f"community:{edge.source_id}" if edge.source_id else f"carrier:{edge.source_carrier_id}"


def target_key(edge: Edge) -> str:
    """The node an edge ends at."""
    return f"community:{edge.target_id}" if edge.target_id else f"carrier:{edge.target_carrier_id}"


def _asked(listed: Sequence[Edge], since: datetime, until: datetime) -> dict[str, Any]:
    return {
        "org": scope.org_id(),
        "since": since,
        "until": until,
        "recent": RECENT,
        "edges": [one.id for one in listed],
        "sources": [one.source_id for one in listed],
        "targets": [one.target_id for one in listed],
        "tags": [one.eligible_tag for one in listed],
        "days": [one.eligible_days for one in listed],
    }
