"""Communities for programs: one with its numbers, a new one, types, the matrix and its flows, moves."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, sentences
from linli.people.communities.actions import communities, handovers
from linli.people.communities.reading import flows, types
from linli.people.communities.reading import home as homes

router = Router(tags=["communities"])


class TypeOut(Schema):
    """A type of community and how one of it is run."""

    code: str
    name: str
    note: str
    threshold: str
    operation: str
    lifespan_days: int | None
    capacity: int | None
    growth: str
    staff_ratio: int | None
    from_stage: str
    to_stage: str
    kpis: list[str]
    columns: list[str]
    playbooks: list[str]
    exempt_from_criteria: bool


class HomeOut(Schema):
    """A community with its numbers; `suggested_stage` "" where the stage fits."""

    id: int
    name: str
    type: str
    stage: str
    suggested_stage: str
    members: int
    spoke_30: int
    joined_30: int
    left_30: int
    capacity: int | None
    lived_days: int
    planned_days: int | None
    differs: list[str]
    alerts: list[str]


class CommunityOut(Schema):
    """A community as programs see it."""

    id: int
    name: str
    stage: str
    zone: str


class CommunityIn(Schema):
    """A new community."""

    name: str
    purpose: str = ""
    type: str = ""
    side: str = ""
    zone: str = "Asia/Shanghai"
    language: str = "zh-hans"


class FlowOut(Schema):
    """A path with the people who went along it; `entered` null where an end is a carrier."""

    id: int
    source: str
    target: str
    rule: str
    trigger: str
    entered: int | None
    base: int | None


class MatrixOut(Schema):
    """Every path, and what is missing or double in sentences."""

    paths: list[FlowOut]
    remarks: list[str]


class MoveIn(Schema):
    """Members to ask along a path."""

    path: int
    members: list[int]


class MoveOut(Schema):
    """What became of them."""

    asked: list[int]
    skipped: list[int]
    unknown: list[int]


@router.get("/communities", response=list[CommunityOut], summary="The communities of your organisation")
def list_communities(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        return list(queries.communities())


@router.get("/communities/types", response=list[TypeOut], summary="Types of communities")
def list_types(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        return types.community_types()


@router.get("/communities/{community_id}", response=HomeOut, summary="One community with its numbers")
def get_community(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`."""
    at = timezone.now()
    with scope.org(token_of(request, needs=Permission.SEE, at=at).org_id):
        try:
            found = queries.get_community(community_id)
        except Refusal as refusal:
            raise Problem(404, str(refusal)) from refusal
        return _home(found, homes.home_of(found, at=at))


@router.post("/communities", response=HomeOut, summary="Open a community")
def open_community(request: HttpRequest, body: CommunityIn) -> Any:
    """Needs the scope `communities.edit`. With a type, its policy is filled in."""
    at = timezone.now()
    token = token_of(request, needs=Permission.COMMUNITY_EDIT, at=at)
    if not 1 <= len(body.name) <= 120 or len(body.purpose) > 2000 or body.language not in ("zh-hans", "en"):
        raise Problem(
            422, "a name has 1 to 120 characters, a purpose up to 2000; languages are zh-hans and en"
        )
    with scope.org(token.org_id):
        try:
            made = communities.open_community(
                name=body.name,
                purpose=body.purpose,
                type_code=body.type,
                side=body.side,
                zone=body.zone,
                language=body.language,
                by=actor.token(token.id),
                at=at,
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
        return _home(made, homes.home_of(made, at=at))


@router.get("/matrix", response=MatrixOut, summary="The matrix with flows of so many days")
def get_matrix(request: HttpRequest, days: int = 30) -> Any:
    """Needs the scope `console.see`. `days` from 1 to 3650."""
    at = timezone.now()
    token = token_of(request, needs=Permission.SEE, at=at)
    if not 1 <= days <= 3650:
        raise Problem(422, "“days” lies between 1 and 3650")
    with scope.org(token.org_id):
        found = flows.matrix(since=at - timedelta(days=days), until=at)
        called = {one.key: one.name for one in found.nodes}
        return {
            "paths": [
                {
                    "id": one.id,
                    "source": called[flows.source_key(one)],
                    "target": called[flows.target_key(one)],
                    "rule": one.rule,
                    "trigger": one.trigger,
                    "entered": flow.entered if (flow := found.flows.get(one.id)) else None,
                    "base": flow.base if flow else None,
                }
                for one in found.edges
            ],
            "remarks": [sentences.remark(one) for one in found.remarks],
        }


@router.post("/matrix/moves", response=MoveOut, summary="Ask members along a path")
def move_members(request: HttpRequest, body: MoveIn) -> Any:
    """Needs the scope `members.edit`. Who is asked already, or inside, is skipped."""
    at = timezone.now()
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=at)
    with scope.org(token.org_id):
        try:
            edge = flows.access_edge(body.path, reach=None)
            return handovers.offer(
                move=handovers.along(edge), members=body.members, by=actor.token(token.id), at=at
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal


def _home(found: Any, home: homes.Home) -> dict[str, object]:
    return {
        "id": found.id,
        "name": found.name,
        "type": found.type_code,
        "stage": found.stage,
        "suggested_stage": home.suggestion.stage.value if home.suggestion else "",
        "members": home.counts.members,
        "spoke_30": home.counts.spoke_30,
        "joined_30": home.counts.joined_30,
        "left_30": home.counts.left_30,
        "capacity": found.capacity,
        "lived_days": home.life.lived_days,
        "planned_days": home.life.planned_days,
        "differs": [one.field for one in home.differences],
        "alerts": [sentences.alert(one) for one in home.alerts],
    }
