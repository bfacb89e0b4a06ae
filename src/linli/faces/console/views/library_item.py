"""One item: its words on a phone, its way to approval, where it was used, what should change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.connect.adapters.room.refusals import BadImage
from linli.content.library.actions import items as actions
from linli.content.library.actions import reviewing, using
from linli.content.library.queries import items as queries
from linli.content.library.queries import outlets, policies, reports
from linli.content.library.records import ItemRow
from linli.content.library.rules.items import ItemState, is_cooling, next_states
from linli.content.library.shapes import Compared, Draft
from linli.faces.console import actors, library_frame, library_preview
from linli.faces.console import library_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms.library import ItemForm
from linli.faces.console.forms.library_rules import ReviewForm
from linli.faces.console.forms.operate import community_choices, read_id
from linli.faces.console.library_preview import Preview
from linli.faces.console.views.library_templates import may_edit
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission, covers
from linli.people.communities import queries as communities

BY_HAND = (ItemState.IDEA, ItemState.PLAN, ItemState.DRAFT, ItemState.RETIRED)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def item_new(request: StaffRequest) -> HttpResponse:
    """Something new to say."""
    known: dict[str, object] = {"format": "text", "source": "official", "licence": "own"}
    form = _form(request, known)
    if request.method == "POST" and _is_saving(request) and form.is_valid():
        made = _write(request, form, None)
        if made is not None:
            return go(request, "console:library-item", made.id)
    return _edit(request, form, None)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def item(request: StaffRequest, item_id: int) -> HttpResponse:
    """One item, to read and to change."""
    found = or_404(queries.access_item, request.seat, item_id)
    form = _form(request, _known(found, queries.draft_of(found)))
    is_saved = request.method == "POST" and _is_saving(request) and form.is_valid()
    if is_saved and _may_change(request, found) and _write(request, form, found) is not None:
        return go(request, "console:library-item", item_id)
    return _edit(request, form, found)


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def item_act(request: StaffRequest, item_id: int) -> HttpResponse:
    """Take an item a step on, or send it to a review."""
    found = changeable(request, item_id)
    wanted = request.POST.get("act", "")
    try:
        if wanted == "review":
            reviewing.ask_review(item=found, by=request.actor, at=request.now)
            messages.success(request, gettext("Sent to be reviewed: a colleague has a task now."))
        else:
            actions.move_item(item=found, state=wanted, by=request.actor, at=request.now)
            messages.success(request, gettext("Saved."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:library-item", item_id)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def review(request: StaffRequest, item_id: int) -> HttpResponse:
    """Judge what waits for it."""
    found = changeable(request, item_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _judge(request, found, form):
        return go(request, "console:library-item", item_id)
    draft = queries.draft_of(found)
    text = queries.composed(draft, credit=found.credit, pieces=queries.pieces_of(found.id))
    return page(
        request,
        "console/library/review.html",
        status=422 if form.errors else 200,
        item=found,
        form=form,
        marks=[form[name] for name in form.fields if name not in {"has_no_defects", "note"}],
        along=library_frame.shown(draft.parts),
        draft=draft,
        preview=library_preview.of_words(
            text, draft.parts, library_frame.place_of(request, found.community_id)
        ),
        least=policies.get_policy().least_mean,
        waits=found.state == ItemState.REVIEW,
        crumbs=[(found.title or gettext("Taken back"), f"/console/library/{found.id}/")],
    )


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def wish(request: StaffRequest, item_id: int) -> HttpResponse:
    """Write down what should change, or what changing it did."""
    found = changeable(request, item_id)
    text = request.POST.get("text", "")
    done = read_id(request.POST.get("done"))
    try:
        if done is None:
            ground = request.POST.get("ground", "")
            using.wish_for_change(item=found, ground=ground, wish=text, by=request.actor, at=request.now)
        else:
            known = {one.id: one for one in reports.adjustments_of(found.id)}
            if done in known:
                using.close_wish(adjustment=known[done], effect=text, by=request.actor, at=request.now)
        messages.success(request, gettext("Noted."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:library-item", item_id)


def _may_change(request: StaffRequest, found: ItemRow) -> bool:
    """What is for every community is changed by those who reach them all."""
    return may_edit(request) and covers(communities=request.seat.reach, community=found.community_id)


def changeable(request: StaffRequest, item_id: int) -> ItemRow:
    """An item this seat may change; 404 for others, 403 for what is of every community."""
    found = or_404(queries.access_item, request.seat, item_id)
    if not _may_change(request, found):
        raise PermissionDenied
    return found


def _is_saving(request: StaffRequest) -> bool:
    return request.POST.get("act") == "save"


def _form(request: StaffRequest, known: dict[str, object]) -> ItemForm:
    is_sent = request.method == "POST"
    everywhere = request.seat.reach is None
    looks = words.category_looks(policies.get_policy().categories)
    return ItemForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial=known,
        categories=[(code, name) for code, (name, _hue) in looks.items()],
        communities=community_choices(request.seat, everywhere=everywhere),
    )


def _known(found: ItemRow, draft: Draft) -> dict[str, object]:
    names = ItemForm.base_fields.keys() & {field.name for field in found._meta.fields}
    return {
        **{name: getattr(found, name) for name in names},
        "community": str(found.community_id or ""),
        "tags": ", ".join(found.tags),
        "body": draft.body,
        "options": "\n".join(draft.options),
        "rows": "\n".join(_row(row) for row in draft.rows),
        "along": library_frame.lines_of(draft.parts),
        "alt": draft.alt,
        "transcript": draft.transcript,
    }


def _row(row: Compared) -> str:
    return " | ".join((row.indicator, row.ours, row.theirs, row.evidence))


def _write(request: StaffRequest, form: ItemForm, found: ItemRow | None) -> ItemRow | None:
    try:
        head = form.head()
        if not covers(communities=request.seat.reach, community=head.community_id):
            form.add_error("community", gettext("Choose one of your communities."))
            return None
        draft = form.draft(library_frame.kept_files(request, form.cleaned_data["uploads"]))
        if found is None:
            done = actions.write_item(head=head, draft=draft, by=request.actor, at=request.now)
        else:
            done = actions.change_item(item=found, head=head, draft=draft, by=request.actor, at=request.now)
    except (Refusal, BadImage) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, gettext("Saved."))
    return done


def _judge(request: StaffRequest, found: ItemRow, form: ReviewForm) -> bool:
    try:
        made = reviewing.review_item(
            item=found,
            scores=form.scores(),
            has_no_defects=form.cleaned_data["has_no_defects"],
            note=form.cleaned_data["note"],
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    if made.is_passed:
        messages.success(request, gettext("Approved: it may be published now."))
    else:
        messages.warning(request, gettext("Not good enough yet: it is a draft again, with your note."))
    return True


def _edit(request: StaffRequest, form: ItemForm, found: ItemRow | None) -> HttpResponse:
    return page(
        request,
        "console/library/item.html",
        status=422 if form.is_bound and _is_saving(request) and form.errors else 200,
        item=found,
        form=form,
        preview=_preview(request, form, found),
        is_special=_is_special(form),
        may_edit=may_edit(request) if found is None else _may_change(request, found),
        around=_around(request, found) if found else {},
    )


def _is_special(form: ItemForm) -> bool:
    """Is there something in the part for polls, comparisons, pictures and sounds, or is it asked for?"""
    given = form.data if form.is_bound else form.initial
    names = ("options", "rows", "alt", "transcript")
    return any(given.get(name) for name in names) or given.get("format") not in {"text", "link", "digest"}


def _around(request: StaffRequest, found: ItemRow) -> dict[str, object]:
    """What belongs to an item besides its words."""
    reviews = reports.reviews_of(found.id)
    uses = reports.uses_of(found.id)
    wishes = reports.adjustments_of(found.id)
    named = actors.named(request, {one.made_by for one in reviews})
    names = {one.id: one.name for one in communities.community_lines()}
    criteria, states = words.criterion_names(), words.state_names()
    days = policies.get_policy().cooling_days
    return {
        "state": states[found.state],
        "state_hue": words.STATE_HUES[found.state],
        "steps": [(one.value, states[one]) for one in next_states(found.state) if one in BY_HAND],
        "reviews": [
            (one, named[one.made_by].name, [(criteria[code], mark) for code, mark in one.scores.items()])
            for one in reviews
        ],
        "uses": [(one, names.get(one.community_id or 0, "")) for one in uses],
        "is_cooling": bool(uses) and is_cooling(uses[0].used_at, at=request.now, days=days),
        "cooling_days": days,
        "wishes": [(one, words.ground_names()[one.ground]) for one in wishes],
        "grounds": words.choices(words.ground_names()),
        "pieces": queries.pieces_of(found.id),
        "topics": len(reports.links_of(found.id, "topic")),
        "outlets": [
            (one, request.build_absolute_uri(reverse("portal:outlet", args=[one.code])))
            for one in outlets.outlets_of(found)
        ],
    }


def _preview(request: StaffRequest, form: ItemForm, found: ItemRow | None) -> Preview:
    given = form.data if form.is_bound else form.initial
    draft = Draft(
        body=str(given.get("body", ""))[:10_000],
        options=tuple(str(given.get("options", "")).splitlines()[:12]),
        parts=library_frame.parts_in(str(given.get("along", ""))[:4000]),
    )
    pieces = queries.pieces_of(found.id) if found else ()
    text = queries.composed(draft, credit=str(given.get("credit", ""))[:120], pieces=pieces)
    place = library_frame.place_of(request, found.community_id if found else None)
    return library_preview.of_words(text, draft.parts, place)
