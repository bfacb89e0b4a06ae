"""Message templates: the list, one with its phone preview and history, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.adapters.room.refusals import BadImage
from linli.content.library.actions import templates as actions
from linli.content.library.queries import presets
from linli.content.library.queries import templates as queries
from linli.content.library.queries.templates import TemplateLine, TemplateSearch
from linli.content.library.records import TemplateRow
from linli.content.library.rules.templates import text_for as texts_for
from linli.faces.console import actors, library_frame, library_preview
from linli.faces.console import library_words as words
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms.library import TemplateForm
from linli.faces.console.forms.operate import community_choices
from linli.faces.console.library_preview import Preview
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission

A_PAGE = 30


@dataclass(frozen=True)
class TemplateCard:
    """A template in the list, in words."""

    line: TemplateLine
    scene: str
    text: str
    state: str
    hue: str


@require_safe
@staff_can(Permission.SEE)
def templates(request: StaffRequest) -> HttpResponse:
    """The templates by scene, or those a search finds."""
    search = TemplateSearch(
        text=request.GET.get("q", "")[:80],
        scene=request.GET.get("scene", ""),
        state=request.GET.get("state", ""),
    )
    found = Paginator(queries.template_lines(search), A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "console/library/templates.html",
        fragment="rows",
        tab_items=library_frame.tabs("templates"),
        found=found,
        cards=_cards(queries.as_lines(list(found))),
        count=found.paginator.count,
        search=search,
        is_narrowed=search != TemplateSearch(),
        scenes=words.scene_names(),
        states=words.choices(words.state_names(), only=("draft", "approved", "retired")),
        may_edit=may_edit(request),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def template_new(request: StaffRequest) -> HttpResponse:
    """A new template, with its preview."""
    form = _form(request, {"scene": request.GET.get("scene", "welcome")}, is_new=True)
    if request.method == "POST" and _is_saving(request) and form.is_valid():
        template = _write(request, form, None)
        if template is not None:
            return go(request, "console:library-template", template.code)
    return _edit(request, form, None)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def template(request: StaffRequest, code: str) -> HttpResponse:
    """One template: its words, how they look, its versions."""
    found = or_404(queries.get_template, code)
    newest = queries.versions_of(found.id, most=1)[0]
    known: dict[str, object] = {
        "name": found.name,
        "scene": found.scene,
        "zh": newest.texts.get("zh-hans", ""),
        "en": newest.texts.get("en", ""),
        "along": library_frame.lines_of(newest.parts),
    }
    form = _form(request, known, is_new=False)
    is_saved = request.method == "POST" and _is_saving(request) and form.is_valid()
    if is_saved and may_edit(request) and _write(request, form, found) is not None:
        return go(request, "console:library-template", code)
    return _edit(request, form, found)


@require_POST
@staff_can(Permission.PLAYBOOK_PUBLISH)
def template_act(request: StaffRequest, code: str) -> HttpResponse:
    """Approve the newest version, or offer the template no more."""
    whole_organisation(request)
    found = or_404(queries.get_template, code)
    if request.POST.get("act") == "retire":
        actions.retire_template(template=found, by=request.actor, at=request.now)
        messages.success(request, gettext("The template is not offered any more."))
    else:
        actions.approve_template(template=found, by=request.actor, at=request.now)
        messages.success(request, gettext("Approved: from now on these words are sent."))
    return go(request, "console:library-template", code)


@require_POST
@staff_can(Permission.PLAYBOOK_PUBLISH)
def templates_adopt(request: StaffRequest) -> HttpResponse:
    """Take the ready-made templates into use."""
    whole_organisation(request)
    fresh = actions.adopt(presets.starter_set(get_language() or ""), by=request.actor, at=request.now)
    messages.success(request, gettext("{count} templates were added.").format(count=len(fresh)))
    return go(request, "console:library-templates")


def may_edit(request: StaffRequest) -> bool:
    """May this seat write content?"""
    return orgs.can(request.seat, Permission.PLAYBOOK_EDIT)


def _is_saving(request: StaffRequest) -> bool:
    return request.POST.get("act") == "save"


def _form(request: StaffRequest, known: dict[str, object], *, is_new: bool) -> TemplateForm:
    is_sent = request.method == "POST"
    return TemplateForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, initial=known, is_new=is_new
    )


def _write(request: StaffRequest, form: TemplateForm, found: TemplateRow | None) -> TemplateRow | None:
    given = form.cleaned_data
    try:
        wanted = form.words(library_frame.kept_files(request, given["uploads"]))
        head = {"name": given["name"], "scene": given["scene"]}
        if found is None:
            done = actions.write_template(
                code=given["code"], words=wanted, by=request.actor, at=request.now, **head
            )
        else:
            done = actions.change_template(
                template=found, words=wanted, by=request.actor, at=request.now, **head
            )
    except (Refusal, BadImage) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, gettext("Saved."))
    return done


def _edit(request: StaffRequest, form: TemplateForm, found: TemplateRow | None) -> HttpResponse:
    versions = queries.versions_of(found.id) if found else []
    named = actors.named(request, {one.made_by for one in versions})
    may_approve = orgs.can(request.seat, Permission.PLAYBOOK_PUBLISH) and request.seat.reach is None
    return page(
        request,
        "console/library/template.html",
        status=422 if form.is_bound and _is_saving(request) and form.errors else 200,
        row=found,
        form=form,
        preview=_preview(request, form),
        place=library_frame.place_of(request),
        communities=community_choices(request.seat, everywhere=False),
        versions=[(one, _any_text(one.texts), named[one.made_by].name) for one in versions],
        scene=words.scene_names()[found.scene] if found else "",
        state=words.state_names()[found.state] if found else "",
        state_hue=words.STATE_HUES[found.state] if found else "",
        may_edit=may_edit(request),
        may_approve=may_approve,
    )


def _cards(lines: list[TemplateLine]) -> list[TemplateCard]:
    scenes, states = words.scene_names(), words.state_names()
    return [
        TemplateCard(
            one, scenes[one.scene], _any_text(one.texts), states[one.state], words.STATE_HUES[one.state]
        )
        for one in lines
    ]


def _any_text(texts: Mapping[str, str]) -> str:
    return texts_for(texts, [get_language() or "", "zh-hans"])


def _preview(request: StaffRequest, form: TemplateForm) -> Preview:
    given: Mapping[str, object] = form.data if form.is_bound else form.initial
    texts = {"zh-hans": str(given.get("zh", "")), "en": str(given.get("en", ""))}
    parts = library_frame.parts_in(str(given.get("along", ""))[:4000])
    return library_preview.of_template(texts, parts, library_frame.place_of(request))
