"""A community's graph and the candidates for roles, for programs. Messages are named, never quoted."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.ties import queries, rules, showing

router = Router(tags=["relationships"])
MOST = 5_000


class PlaceOut(Schema):
    """A member in the graph. `circle` 0 is outside of any; `centrality` 1 is the average."""

    id: int
    circle: int
    centrality: float
    core: int
    bridging: int
    partners: int
    partners_30: int
    replies_in: int
    replies_out: int
    days: int
    is_isolated: bool
    is_newcomer: bool


class GraphOut(Schema):
    """The graph as last computed; `edges` are the strongest ties: member, member, weight now."""

    computed_at: datetime
    members: list[PlaceOut]
    edges: list[tuple[int, int, float]]


class MessageOut(Schema):
    """Where a message of an exhibit is: who wrote it and when."""

    member: int
    at_microseconds: int


class PartOut(Schema):
    """A measure of a candidate; `percentile` is the place among those who have any of it."""

    measure: str
    weight: float
    value: float
    percentile: float
    exhibits: list[list[MessageOut]]


class CandidateOut(Schema):
    """A member who fits a role by what they did, 0 to 100."""

    member: int
    score: float
    parts: list[PartOut]


@router.get("/communities/{community_id}/graph", response=GraphOut, summary="Who has to do with whom")
def get_graph(request: HttpRequest, community_id: int, limit: int = 1000, offset: int = 0) -> Any:
    """Needs the scope `console.see`. Members by centrality, at most 5,000 at once."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        community = _community(community_id)
        graph = queries.find_graph(community)
        if graph is None:
            raise Problem(404, "this graph has not been computed yet: it is every night")
        members = queries.lines(community, limit=max(1, min(limit, MOST)), offset=max(0, offset))
        return {"computed_at": graph.computed_at, "members": members, "edges": graph.edges}


@router.get("/communities/{community_id}/candidates", response=list[CandidateOut], summary="Who fits a role")
def get_candidates(request: HttpRequest, community_id: int, role: str, top: int = 10) -> Any:
    """Needs the scope `console.see`. `role` is the code of a recipe."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        recipe = rules.find_recipe(role)
        if recipe is None:
            raise Problem(422, str(showing.UnknownRole(role)))
        return queries.candidates(_community(community_id), recipe, limit=max(1, min(top, 100)))


def _community(community_id: int) -> int:
    try:
        return communities.get_community(community_id).id
    except Refusal as refusal:
        raise Problem(404, str(refusal)) from refusal
