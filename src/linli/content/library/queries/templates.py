"""Reading message templates: by code for those who send them, in lists and with their history for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from linli.content.library.models import Template, TemplateVersion
from linli.facts.inbound import Part
from linli.kernel.errors import Refusal


class NoSuchTemplate(Refusal):
    """The organisation has no template of this code."""

    def __init__(self) -> None:
        super().__init__(_("there is no such template here"))


class TemplateText(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it is sent.

    version    of the approved text
    texts      by language ("zh-hans", "en")
    parts      pictures, files and links that go along
    variables  what has to be filled in, of all languages: "person.name", "theme"
    state      "retired" is still sent by playbooks that began with it, and refused in new ones
    """

    code: str
    version: int
    texts: dict[str, str]
    parts: tuple[Part, ...] = ()
    variables: tuple[str, ...] = ()
    state: str = "approved"


@dataclass(frozen=True)
class TemplateLine:
    """A template in a list, with the words of its newest version."""

    id: int
    code: str
    name: str
    scene: str
    state: str
    number: int
    approved_number: int | None
    is_preset: bool
    changed_at: datetime
    texts: dict[str, str]


@dataclass(frozen=True)
class VersionLine:
    """A version in a history."""

    number: int
    texts: dict[str, str]
    parts: tuple[Part, ...]
    note: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class TemplateSearch:
    """What a list is narrowed to; "" = all. Without a state, the retired ones stay out."""

    text: str = ""
    scene: str = ""
    state: str = ""


def templates_by_code(codes: Sequence[str]) -> dict[str, TemplateText]:
    """The approved texts of these templates; one that is unknown or was never approved is left out."""
    found = _versions().filter(template__code__in=codes, number=F("template__approved_number"))
    return {one.template.code: _as_text(one) for one in found}


def template_at(code: str, version: int) -> TemplateText | None:
    """A template as it was at a version: for who keeps the version they began with."""
    found = _versions().filter(template__code=code, number=version).first()
    return None if found is None else _as_text(found)


def get_template(code: str) -> Template:
    """A template of the organisation in scope, or NoSuchTemplate."""
    found: Template | None = Template.objects.filter(code=code).first()
    if found is None:
        raise NoSuchTemplate
    return found


def template_lines(search: TemplateSearch) -> QuerySet[TemplateVersion]:
    """Newest versions by scene and code; give a page of them to `as_lines`."""
    found = _versions().filter(number=F("template__number"))
    if search.scene:
        found = found.filter(template__scene=search.scene)
    found = (
        found.filter(template__state=search.state)
        if search.state
        else found.exclude(template__state="retired")
    )
    if search.text:
        wanted = search.text
        found = found.filter(
            Q(template__code__icontains=wanted)
            | Q(template__name__icontains=wanted)
            | Q(texts__icontains=wanted)
        )
    return found.order_by("template__scene", "template__code")


def as_lines(rows: Sequence[TemplateVersion]) -> list[TemplateLine]:
    """Rows of `template_lines` for a page."""
    return [
        TemplateLine(
            id=one.template.id,
            code=one.template.code,
            name=one.template.name,
            scene=one.template.scene,
            state=one.template.state,
            number=one.template.number,
            approved_number=one.template.approved_number,
            is_preset=one.template.is_preset,
            changed_at=one.template.changed_at,
            texts=one.texts,
        )
        for one in rows
    ]


def versions_of(template_id: int, *, most: int = 50) -> list[VersionLine]:
    """The history of a template, newest first."""
    rows = TemplateVersion.objects.filter(template_id=template_id).order_by("-number")[:most]
    return [
        VersionLine(one.number, one.texts, parts_of(one.parts), one.note, one.made_at, one.made_by)
        for one in rows
    ]


def known_codes() -> list[str]:
    """The codes of templates that can be used in something new, sorted."""
    return list(
        Template.objects.filter(approved_number__isnull=False)
        .exclude(state="retired")
        .order_by("code")
        .values_list("code", flat=True)
    )


def parts_of(stored: Any) -> tuple[Part, ...]:
    """Stored parts as they go into a message."""
    return tuple(msgspec.convert(stored, list[Part]))


def _versions() -> QuerySet[TemplateVersion]:
    return TemplateVersion.objects.select_related("template")


def _as_text(one: TemplateVersion) -> TemplateText:
    return TemplateText(
        code=one.template.code,
        version=one.number,
        texts=one.texts,
        parts=parts_of(one.parts),
        variables=tuple(one.variables),
        state="retired" if one.template.state == "retired" else "approved",
    )
