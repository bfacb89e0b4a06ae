"""The content library for programs: templates, items, what they were used for, and the balance."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from linli.content.library.actions import items as writing
from linli.content.library.actions import reviewing, using
from linli.content.library.actions import templates as wording
from linli.content.library.queries import items, reports, templates
from linli.content.library.queries.items import ItemSearch, NoSuchItem
from linli.content.library.queries.templates import NoSuchTemplate, TemplateSearch
from linli.content.library.records import ItemRow
from linli.content.library.shapes import Draft, Head, UseNote, Words
from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.rules import Permission

router = Router(tags=["library"])
A_PAGE = 100


class TemplateOut(Schema):
    """A message template; `approved` is the version that is sent, None before the first approval."""

    code: str
    name: str
    scene: str
    state: str
    version: int
    approved: int | None
    texts: dict[str, str]


class TemplateIn(Schema):
    """Words by language ("zh-hans", "en"); an existing code gets a new version, a draft."""

    name: str = Field(max_length=80)
    scene: str = Field(max_length=12)
    texts: dict[str, str]
    note: str = Field("", max_length=200)


class ItemOut(Schema):
    """An item in a list."""

    id: int
    title: str
    format: str
    category: str
    source: str
    state: str
    community_id: int | None
    tags: list[str]
    uses: int
    last_used_at: datetime | None


class ItemIn(Schema):
    """A new item, as a draft."""

    title: str = Field(max_length=120)
    body: str = Field("", max_length=10_000)
    format: str = Field("text", max_length=12)
    category: str = Field(max_length=40)
    community_id: int | None = None
    subject: str = Field("", max_length=24)
    need: str = Field("", max_length=120)
    goal: str = Field("", max_length=120)
    tags: list[str] = Field([], max_length=12)
    options: list[str] = Field([], max_length=12)
    alt: str = Field("", max_length=500)


class TextOut(Schema):
    """An item as it is published."""

    id: int
    version: int
    text: str
    is_approved: bool


class UseIn(Schema):
    """Where and when an item was published; the same `key` counts once."""

    key: str = Field(min_length=1, max_length=100)
    community_id: int | None = None
    used_at: datetime | None = None


class UsedOut(Schema):
    """Whether the use was new."""

    is_new: bool


class ShareOut(Schema):
    """A category among what was published; `verdict`: "", "heavy" or "light"."""

    category: str
    count: int
    percent: int
    target_percent: int
    verdict: str


@router.get("/library/templates", response=list[TemplateOut], summary="The message templates")
def list_templates(request: HttpRequest, scene: str = "", state: str = "", text: str = "") -> Any:
    """At most 500. Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        search = TemplateSearch(text=text[:80], scene=scene, state=state)
        lines = templates.as_lines(list(templates.template_lines(search)[:500]))
        return [_template(one) for one in lines]


@router.put("/library/templates/{code}", response=TemplateOut, summary="Write a template, or change it")
def put_template(request: HttpRequest, code: str, given: TemplateIn) -> Any:
    """New words are a draft until somebody approves them. Needs the scope `playbooks.edit`."""
    with _asking(request, Permission.PLAYBOOK_EDIT) as by:
        words = Words(texts=given.texts, note=given.note)
        head = {"name": given.name, "scene": given.scene}
        at = timezone.now()
        try:
            row = templates.get_template(code)
        except NoSuchTemplate:
            wording.write_template(code=code, words=words, by=by, at=at, **head)
        else:
            wording.change_template(template=row, words=words, by=by, at=at, **head)
        row = templates.get_template(code)
        newest = templates.versions_of(row.id, most=1)[0]
        return {
            "code": row.code,
            "name": row.name,
            "scene": row.scene,
            "state": row.state,
            "version": row.number,
            "approved": row.approved_number,
            "texts": newest.texts,
        }


@router.get("/library/items", response=list[ItemOut], summary="The items of the library")
def list_items(
    request: HttpRequest, state: str = "", category: str = "", community_id: int | None = None, page: int = 1
) -> Any:
    """A hundred a page, last changed first. Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        search = ItemSearch(state=state, category=category, community=community_id)
        start = (max(1, min(page, 1000)) - 1) * A_PAGE
        return items.as_lines(list(items.item_lines(search)[start : start + A_PAGE]))


@router.post("/library/items", response={201: ItemOut}, summary="Write an item")
def create_item(request: HttpRequest, given: ItemIn) -> Any:
    """It begins as a draft. Needs the scope `playbooks.edit`."""
    with _asking(request, Permission.PLAYBOOK_EDIT) as by:
        head = Head(
            title=given.title,
            format=given.format,
            category=given.category,
            community_id=given.community_id,
            subject=given.subject,
            need=given.need,
            goal=given.goal,
            tags=tuple(given.tags),
        )
        draft = Draft(body=given.body, options=tuple(given.options), alt=given.alt)
        row = writing.write_item(head=head, draft=draft, by=by, at=timezone.now())
        (line,) = items.as_lines([row])
        return Status(201, line)


@router.get("/library/items/{item_id}", response=TextOut, summary="An item as it is published")
def get_item(request: HttpRequest, item_id: int) -> Any:
    """The approved words, or the newest where none are. Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        found = items.item_texts([item_id], today=timezone.localdate())
        if item_id not in found:
            raise _missing(NoSuchItem())
        return found[item_id]


@router.post("/library/items/{item_id}/review", response=ItemOut, summary="Send an item to a review")
def ask_review(request: HttpRequest, item_id: int) -> Any:
    """Opens a task for a colleague. Needs the scope `playbooks.edit`."""
    with _asking(request, Permission.PLAYBOOK_EDIT) as by:
        row = reviewing.ask_review(item=_item(item_id), by=by, at=timezone.now())
        (line,) = items.as_lines([row])
        return line


@router.post("/library/items/{item_id}/uses", response=UsedOut, summary="Note that an item was published")
def note_use(request: HttpRequest, item_id: int, given: UseIn) -> Any:
    """Counts once by its key. Needs the scope `playbooks.edit`."""
    with _asking(request, Permission.PLAYBOOK_EDIT) as by:
        note = UseNote(
            item=_item(item_id).id,
            key=f"api:{given.key}",
            origin=by.code,
            community=given.community_id,
            used_at=given.used_at,
        )
        return {"is_new": using.note_use(uses=[note], by=by, at=timezone.now()) == 1}


@router.get("/library/mix", response=list[ShareOut], summary="What was published against the targets")
def get_mix(request: HttpRequest, community_id: int | None = None, days: int = 30) -> Any:
    """Of the last days (at most 366). Needs the scope `insights.see`."""
    with _asking(request, Permission.INSIGHTS_SEE):
        since = timezone.now() - timedelta(days=max(1, min(days, 366)))
        return [
            {
                "category": one.category.code,
                "count": one.count,
                "percent": one.percent,
                "target_percent": one.category.target_percent,
                "verdict": one.verdict,
            }
            for one in reports.mix(community_id, since)
        ]


def _template(one: templates.TemplateLine) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "scene": one.scene,
        "state": one.state,
        "version": one.number,
        "approved": one.approved_number,
        "texts": one.texts,
    }


def _item(item_id: int) -> ItemRow:
    try:
        return items.get_item(item_id)
    except NoSuchItem as refusal:
        raise _missing(refusal) from refusal


def _missing(refusal: Refusal) -> Problem:
    return Problem(404, str(refusal))


@contextmanager
def _asking(request: HttpRequest, permission: Permission) -> Iterator[Actor]:
    """The scope of the token's organisation; a refusal becomes a problem of 422."""
    token = token_of(request, needs=permission, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield actor.token(token.id)
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
