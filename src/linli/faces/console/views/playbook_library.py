"""The playbooks that Linli brings along: the shelf, and one of them with its steps and its words."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import playbook_flow, playbook_tabs, playbook_words, step_words
from linli.faces.console.doors import or_404
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.phone import Bubble
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel import texts
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document import parsing
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import HumanTask, Post
from linli.run.playbooks.queries import presets, runs
from linli.run.playbooks.queries.presets import Preset

TABLES = ("daily", "growth", "activity", "building", "planning", "")
LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


@dataclass(frozen=True)
class Shelf:
    """The playbooks of one table."""

    name: str
    books: list[tuple[Preset, str, bool]]


@require_safe
@staff_can(Permission.SEE)
def playbook_library(request: StaffRequest) -> HttpResponse:
    """Every ready-made playbook, by what it is for; those in use are marked."""
    used = {line.code for line in runs.playbook_lines()}
    found = presets.presets(_language(request))
    shelves = [
        Shelf(
            playbook_words.table_words(table),
            [
                (one, playbook_words.subject_words(one.subject), one.code in used)
                for one in found
                if one.table == table
            ],
        )
        for table in TABLES
    ]
    return page(
        request,
        "console/playbooks/library.html",
        shelves=[shelf for shelf in shelves if shelf.books],
        count=len(found),
        tab_items=playbook_tabs.tabs("library"),
    )


@require_safe
@staff_can(Permission.SEE)
def playbook_preset(request: StaffRequest, code: str) -> HttpResponse:
    """One of them: drawn, with everything it says as members would see it, and what it asks people to do."""
    language = _language(request)
    one = or_404(presets.get_preset, code, language)
    document, _notes = parsing.parse(one.source)
    return page(
        request,
        "console/playbooks/preset.html",
        preset=one,
        subject=playbook_words.subject_words(one.subject),
        cards=playbook_flow.cards(document),
        bubbles=_bubbles(document),
        tasks=[(step, step_words.span(step.due)) for step in document.steps if isinstance(step, HumanTask)],
        inputs=document.inputs,
        language=language,
        languages=LANGUAGES,
        is_used=runs.find_playbook(code) is not None,
        crumbs=[(gettext("Library of playbooks"), reverse("console:playbook-library"))],
    )


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_adopt(request: StaffRequest, code: str) -> HttpResponse:
    """Take one as a draft of one's own, to be changed and published."""
    or_404(presets.get_preset, code, _language(request))
    made = publishing.adopt_preset(code=code, language=_language(request), by=request.actor, at=request.now)
    messages.success(request, gettext("It is yours now, as a draft: change what you like, then publish it."))
    return go(request, "console:playbook-edit", made.id)


def _bubbles(document: Playbook) -> list[Bubble]:
    """What the machine would say, in the order of the document."""
    shown = []
    for step in document.steps:
        if isinstance(step, Post):
            where = gettext("to the group") if step.to == "group" else gettext("in private")
            shown.append(Bubble(f"{step_words.name(step)} · {where}", is_note=True))
            shown.append(
                Bubble(_filled(step_words.saying_words(step.template, step.texts)), gettext("Linli"))
            )
    return shown


def _filled(text: str) -> str:
    """The words as an invented member would see them; what is asked at the start stays in its braces."""
    try:
        known = {name: f"‹{name.rpartition('.')[2]}›" for name in texts.variables(text)}
        return texts.fill(text, {**known, **_sample()})
    except texts.BadText:
        return text


def _sample() -> dict[str, str]:
    return {
        "person.name": gettext("Xiaoyu"),
        "group.name": gettext("our group"),
        "community.name": gettext("our community"),
    }


def _language(request: StaffRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or get_language() or ""
    return asked if asked in dict(LANGUAGES) else "en"
