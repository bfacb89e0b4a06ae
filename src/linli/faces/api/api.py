"""The programs' door, /api/v1: described by its own OpenAPI document, answered with problem documents."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Schema

from linli import __version__
from linli.faces.api import (
    batches,
    calendar,
    care,
    communities,
    duty,
    entry,
    library,
    playbooks,
    privacy,
    profiles,
    roles,
    segments,
    tasks,
    ties,
)
from linli.faces.api.problems import Problem, answer

api = NinjaAPI(title="Linli", version=__version__, urls_namespace="api", docs_url=None)


class TakenOut(Schema):
    """What became of a batch: seen = added + duplicates."""

    seen: int
    added: int
    duplicates: int


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


api.add_router("", communities.router)
api.add_router("", privacy.router)
api.add_router("", care.router)
api.add_router("", profiles.router)
api.add_router("", roles.router)
api.add_router("", entry.router)
api.add_router("", ties.router)
api.add_router("", segments.router)
api.add_router("", calendar.router)
api.add_router("", duty.router)
api.add_router("", tasks.router)
api.add_router("", library.router)
api.add_router("", playbooks.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(request, problem)


def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, with the schemas of the bodies that are read without the framework."""
    described = dict(api.get_openapi_schema())
    parts = described.setdefault("components", {}).setdefault("schemas", {})
    parts.update(_SCHEMA["parts"])
    return HttpResponse(msgspec.json.encode(described), content_type="application/json")
