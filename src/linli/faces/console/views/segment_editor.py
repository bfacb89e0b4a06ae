"""Building a segment: words, rows or text, what it would hold and whom, and saving it."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import segment_rows
from linli.faces.console.doors import or_404
from linli.faces.console.forms import segments as forms
from linli.faces.console.segment_rows import Built
from linli.faces.console.segment_words import said
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page, wants_fragment
from linli.faces.ui.request import StaffRequest
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.segments import rules
from linli.people.segments.actions import saving
from linli.people.segments.queries import listing, preview
from linli.people.segments.queries.listing import SegmentRow
from linli.people.segments.queries.preview import Preview
from linli.people.segments.rules import Kind


@dataclass(frozen=True)
class Shown:
    """What the builder shows of a condition: its sentence and whom it would hold, or what is wrong."""

    sentence: str = ""
    preview: Preview | None = None
    problem: str = ""
    excerpt: str = ""


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def segment_new(request: StaffRequest) -> HttpResponse:
    """A new segment: by a condition (`?condition=`) or of people (`?members=1,2`, `?kind=static`)."""
    given = request.POST if request.method == "POST" else request.GET
    members = _members(given.get("members", ""))
    is_static = given.get("kind") == Kind.STATIC or bool(members)
    kind = Kind.STATIC if is_static else Kind.CONDITION
    form = _form(request, None)
    built = (
        segment_rows.from_form(request.POST)
        if request.method == "POST"
        else segment_rows.from_text(request.GET.get("condition", "")[: segment_rows.MOST_TEXT])
    )
    if _is_saving(request) and form.is_valid():
        try:
            segment = saving.save_from_people(
                draft=form.draft(kind=kind, condition="" if is_static else built.text),
                members=members,
                reach=request.seat.reach,
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("“{name}” is made.").format(name=segment.name))
            return go(request, "console:segment", segment.id)
    return _answer(request, form, built, None, kind, members)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def segment_edit(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Change what a segment says; who would come and go is shown before it is saved."""
    segment = or_404(listing.access_segment, request.seat, segment_id)
    if not listing.may_change(request.seat, segment):
        raise PermissionDenied(
            gettext("This segment is of every community: ask somebody whose seat is not limited to some.")
        )
    form = _form(request, segment)
    is_sent = request.method == "POST"
    built = segment_rows.from_form(request.POST) if is_sent else segment_rows.from_text(segment.condition)
    kind = Kind(segment.kind)
    if _is_saving(request) and form.is_valid():
        try:
            draft = form.draft(kind=kind, condition=built.text)
            saving.change_segment(segment=segment, draft=draft, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("“{name}” is saved.").format(name=draft.name))
            return go(request, "console:segment", segment.id)
    return _answer(request, form, built, segment, kind, [])


def _is_saving(request: StaffRequest) -> bool:
    return request.method == "POST" and request.POST.get("act") == "save" and not wants_fragment(request)


def _answer(
    request: StaffRequest,
    form: forms.Words,
    built: Built,
    segment: SegmentRow | None,
    kind: Kind,
    members: list[int],
) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "rows" or (act == "text" and built.rows is None):
        built = segment_rows.from_text(built.text)
    if act == "text":
        built = replace(built, rows=None)
    asks = kind is Kind.CONDITION
    return page(
        request,
        "console/segments/edit.html",
        fragment="builder",
        form=form,
        segment=segment,
        is_static=not asks,
        members=",".join(str(one) for one in members),
        member_count=len(members),
        built=built,
        rows=segment_rows.drawn(built.rows or (), blanks=1 if built.rows else 2),
        groups=segment_rows.groups() if asks else [],
        shown=_shown(request, built, segment) if asks and built.text.strip() else Shown(),
        crumbs=[] if segment is None else [(segment.name, reverse("console:segment", args=[segment.id]))],
    )


def _shown(request: StaffRequest, built: Built, segment: SegmentRow | None) -> Shown:
    """Ask the condition as it stands. What is typed is never trusted to check."""
    given = request.POST if request.method == "POST" else None
    asked = (given if given is not None else request.GET).get("community", "")
    community = segment.community_id if segment and given is None else None
    if asked.isdecimal() and len(asked) < 19:
        community = int(asked)
    counts_left = (
        segment.counts_left if segment and given is None else bool(given and given.get("counts_left"))
    )
    try:
        return Shown(
            sentence=said(preview.sentence(built.text, get_language() or "en")),
            preview=preview.preview(
                built.text,
                at=request.now,
                counts_left=counts_left,
                community_id=community,
                segment_id=segment.id if segment else 0,
                reach=request.seat.reach,
            ),
        )
    except ConditionError as error:
        return Shown(problem=error.localised(), excerpt=error.excerpt)


def _form(request: StaffRequest, segment: SegmentRow | None) -> forms.Words:
    seen = communities.communities(reach=request.seat.reach).values_list("id", "name")
    owners = [(seat.id, seat.staff.name) for seat in orgs.staff_of(request.org.pk)]
    own = orgs.find_seat_of(request.staff.id)
    initial: dict[str, object] = {"owner": own.id if own else None, "hue": "green"}
    initial["community"] = request.GET.get("community", "")
    if segment is not None:
        initial = {
            "name": segment.name,
            "community": segment.community_id,
            "purpose": segment.purpose,
            "strategy": segment.strategy,
            "resource": segment.resource,
            "owner": segment.owner_seat_id,
            "hue": segment.hue,
            "counts_left": segment.counts_left,
        }
    is_sent = _is_saving(request)
    if request.method == "POST" and not is_sent:
        initial |= {name: request.POST.get(name, "") for name in forms.Words.base_fields}
    return forms.Words(
        request.POST if is_sent else None,
        initial=initial,
        communities=list(seen),
        owners=owners,
        is_limited=request.seat.reach is not None,
    )


def _members(text: str) -> list[int]:
    """Ids from an address or a hidden field; anything that is no number is left out."""
    parts = [one for one in text.split(",") if one.isdecimal() and len(one) < 19]
    return [int(one) for one in parts[: rules.MOST_PICKED + 1]]
