"""Playbooks for programs: the list, what one says, checking, publishing, the schema, the library."""

from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document import json_schema
from linli.run.playbooks.document.problems import Problem as Mistake
from linli.run.playbooks.queries import presets, runs, world

router = Router(tags=["playbooks"])
LONGEST = 200_000


class PlaybookOut(Schema):
    """A playbook; `version` is null until it is published, `runs` are counted by state."""

    code: str
    title: str
    state: str
    version: int | None
    runs: dict[str, int]


class SourceOut(Schema):
    """What a playbook says, in YAML."""

    code: str
    source: str


class SourceIn(Schema):
    """A document in YAML; `reason` is kept with the version."""

    source: str = Field(max_length=LONGEST)
    reason: str = Field("", max_length=1000)


class MistakeOut(Schema):
    """A place in the text, and what is wrong there."""

    line: int
    column: int
    path: str
    sentence: str


class SendsOut(Schema):
    """How many messages one person or group could get at worst within so many seconds, against a cap."""

    cap: str
    surface: str
    unit: str
    worst: int
    limit: int
    window_seconds: int


class CheckOut(Schema):
    """Errors keep a document from being published; warnings do not."""

    is_publishable: bool
    errors: list[MistakeOut]
    warnings: list[MistakeOut]
    sends: list[SendsOut]


class VersionOut(Schema):
    """What was published."""

    code: str
    version: int


class PresetOut(Schema):
    """A ready-made playbook."""

    code: str
    title: str
    purpose: str
    whom: str
    needs: str
    takes: str
    table: str
    subject: str
    steps: int
    source: str


@router.get("/playbooks", response=list[PlaybookOut], summary="The playbooks of your organisation")
def list_playbooks(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    token = token_of(request, needs=Permission.SEE, at=timezone.now())
    with scope.org(token.org_id):
        return runs.playbook_lines()


@router.get("/playbooks/schema", response=dict[str, Any], summary="The JSON Schema of playbooks")
def get_schema(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    token_of(request, needs=Permission.SEE, at=timezone.now())
    return json_schema.json_schema()


@router.get("/playbooks/library", response=list[PresetOut], summary="Ready-made playbooks")
def list_presets(request: HttpRequest, language: str = "zh-hans") -> Any:
    """In `zh-hans` or `en`. Needs the scope `console.see`."""
    token_of(request, needs=Permission.SEE, at=timezone.now())
    return [msgspec.structs.asdict(one) for one in presets.presets(language)]


@router.get("/playbooks/{code}", response=SourceOut, summary="What a playbook says")
def get_source(request: HttpRequest, code: str) -> Any:
    """As published, else its draft. Needs the scope `playbooks.edit`."""
    token = token_of(request, needs=Permission.PLAYBOOK_EDIT, at=timezone.now())
    with scope.org(token.org_id):
        try:
            return {"code": code, "source": world.text_of(code)}
        except world.NotOfThisCode as refusal:
            raise Problem(404, str(refusal)) from refusal


@router.post("/playbooks:check", response=CheckOut, summary="What is wrong with a document")
def check_playbook(request: HttpRequest, given: SourceIn) -> Any:
    """Writes nothing. Needs the scope `playbooks.edit`."""
    token = token_of(request, needs=Permission.PLAYBOOK_EDIT, at=timezone.now())
    with scope.org(token.org_id):
        found = world.check(given.source)
    return {
        "is_publishable": found.playbook is not None,
        "errors": [_mistake(one) for one in found.errors],
        "warnings": [_mistake(one) for one in found.warnings],
        "sends": [
            {**msgspec.structs.asdict(one), "window_seconds": int(one.window.total_seconds())}
            for one in found.sends
        ],
    }


@router.post("/playbooks", response={201: VersionOut}, summary="Publish a document")
def publish_playbook(request: HttpRequest, given: SourceIn) -> Any:
    """The same text again makes no second version. Needs the scope `playbooks.publish`."""
    now = timezone.now()
    token = token_of(request, needs=Permission.PLAYBOOK_PUBLISH, at=now)
    with scope.org(token.org_id):
        try:
            version = publishing.publish(
                source=given.source, by=actor.token(token.id), at=now, reason=given.reason
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
        return Status(201, {"code": version.playbook.code, "version": version.number})


def _mistake(one: Mistake) -> dict[str, object]:
    return msgspec.structs.asdict(one)
