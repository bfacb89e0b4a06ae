"""The programs' door, /api/v1: described by its own OpenAPI document, answered with problem documents."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Schema

from linli import __version__
from linli.faces.api import batches, privacy, roles, segments, ties
from linli.faces.api.access import token_of
from linli.faces.api.communities import router as communities_router
from linli.faces.api.problems import Problem, answer
from linli.kernel.orgs import scope
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities

api = NinjaAPI(title="Linli", version=__version__, urls_namespace="api", docs_url=None)


class CommunityOut(Schema):
    """A community as programs see it."""

    id: int
    name: str
    stage: str
    zone: str


class TakenOut(Schema):
    """What became of a batch: seen = added + duplicates."""

    seen: int
    added: int
    duplicates: int


def _in_scope(permission: str) -> Callable[[Callable[[HttpRequest], Any]], Callable[[HttpRequest], Any]]:
    """Run an operation in the organisation of the token that asks, which must hold `permission`."""

    def decorate(operation: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
        @wraps(operation)
        def guarded(request: HttpRequest) -> Any:
            token = token_of(request, needs=permission, at=timezone.now())
            with scope.org(token.org_id):
                return operation(request)

        return guarded

    return decorate


@api.get("/communities", response=list[CommunityOut], summary="The communities of your organisation")
@_in_scope(Permission.SEE)
def list_communities(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    return list(communities.communities())


_SCHEMA = batches.schema()


@api.post(
    "/events:batch",
    summary="Take in what happened on a platform",
    response={200: TakenOut},
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": _SCHEMA["body"]}}}
    },
)
def take_batch(request: HttpRequest) -> HttpResponse:
    """Needs the scope `events.write`. All records are taken, or none. Sending twice is safe."""
    return batches.take_batch(request, at=timezone.now())


api.add_router("", communities_router)
api.add_router("", privacy.router)
api.add_router("", roles.router)
api.add_router("", ties.router)
api.add_router("", segments.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(request, problem)


def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, with the schemas of the bodies that are read without the framework."""
    described = dict(api.get_openapi_schema())
    parts = described.setdefault("components", {}).setdefault("schemas", {})
    parts.update(_SCHEMA["parts"])
    return HttpResponse(msgspec.json.encode(described), content_type="application/json")
