"""Care: whom to look after today, everybody who is looked after, and one person's log."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import actors
from linli.faces.console import care_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import care as forms
from linli.faces.console.stage_words import HUES, stage_name
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.care.actions import caring
from linli.people.care.queries import caring as queries
from linli.people.care.queries import due
from linli.people.care.queries.caring import CareLine, NoteLine
from linli.people.communities import queries as communities
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.members.queries import people


@dataclass(frozen=True)
class DueRow:
    """Something to do today in words; `text` is hidden from who may not see personal values."""

    what: str
    icon: str
    hue: str
    member_id: int
    name: str
    community_id: int
    community: str
    is_vip: bool
    text: str
    on: date | None
    note_id: int


@dataclass(frozen=True)
class NoteRow:
    """A line of a log, with its kind and author in words; `at` is noon of its day."""

    note: NoteLine
    kind: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PersonRow:
    """Somebody who is looked after, with their stage in words."""

    line: CareLine
    stage: str
    hue: str


@require_safe
@staff_can(Permission.SEE)
def care(request: StaffRequest) -> HttpResponse:
    """Whom to look after today: mine, or everybody's."""
    is_mine = request.GET.get("whose") != "all"
    seat = request.seat.id if is_mine else None
    found = due.due_today(reach=request.seat.reach, now=request.now, today=request.today, seat=seat)
    may_see = orgs.can(request.seat, Permission.PERSONAL_SEE)
    rows = [
        DueRow(
            words.due_words(one),
            *words.DUE_LOOKS[one.kind],
            one.member_id,
            one.name,
            one.community_id,
            one.community,
            one.is_vip,
            one.words if may_see or one.kind != "reminder" else "",
            one.on,
            one.note_id,
        )
        for one in found
    ]
    if may_see:
        read = {one.member_id for one in found if one.kind == "reminder"}
        watching.note_access(read, by=request.actor, at=request.now, why=Why.CARE)
    return page(
        request,
        "console/care/today.html",
        tab_items=tabs("today"),
        whose=_whose("console:care", is_mine),
        rows=rows,
        people=len({one.member_id for one in found}),
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


@require_safe
@staff_can(Permission.SEE)
def care_people(request: StaffRequest) -> HttpResponse:
    """Everybody who is looked after: mine or all, or only the VIPs."""
    which = request.GET.get("whose", "mine")
    lines = queries.care_lines(
        reach=request.seat.reach,
        now=request.now,
        seat=request.seat.id if which == "mine" else None,
        only_vip=which == "vip",
    )
    return page(
        request,
        "console/care/people.html",
        tab_items=tabs("people"),
        whose=[
            Tab(label, f"{reverse('console:care-people')}?whose={code}", code == which)
            for code, label in (
                ("mine", gettext("Mine")),
                ("all", gettext("Everybody's")),
                ("vip", gettext("VIPs")),
            )
        ],
        rows=[PersonRow(line, stage_name(line.stage), HUES[line.stage]) for line in lines],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def care_member(request: StaffRequest, member_id: int, community_id: int) -> HttpResponse:
    """One person in one community: on what terms they are looked after, and their log."""
    member = or_404(people.access_member, request.seat, member_id)
    community = or_404(communities.access_community, request.seat, community_id)
    carers = queries.carers(community.id)
    terms, note = _forms(request, member.id, community.id, carers)
    if request.method == "POST":
        must_edit(request)
        if request.POST.get("do") == "note":
            if note.is_valid() and _write(request, member.id, community.id, note):
                return go(request, "console:care-member", member.id, community.id)
        elif terms.is_valid() and _assign(request, member.id, community.id, terms):
            return go(request, "console:care-member", member.id, community.id)
    may_see = orgs.can(request.seat, Permission.PERSONAL_SEE)
    notes = queries.notes_of(member.id, reach=frozenset({community.id})) if may_see else []
    if notes:
        watching.note_access([member.id], by=request.actor, at=request.now, why=Why.CARE)
    named = actors.named(request, {one.written_by for one in notes})
    return page(
        request,
        "console/care/member.html",
        member=member,
        community=community,
        line=_line(request, member.id, community.id),
        terms=terms,
        note=note,
        notes=[_note_row(one, named[one.written_by].name) for one in notes],
        may_see=may_see,
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def care_end(request: StaffRequest, member_id: int, community_id: int) -> HttpResponse:
    """Stop looking after somebody in particular."""
    found = or_404(queries.access_care, request.seat, member_id, community_id)
    caring.end_care(care=found, by=request.actor, at=request.now)
    messages.success(request, gettext("Not looked after in particular any more; the log stays."))
    return go(request, "console:care-member", member_id, community_id)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def care_note_done(request: StaffRequest, note_id: int) -> HttpResponse:
    """What a note reminded of was done."""
    note = or_404(queries.access_note, request.seat, note_id)
    caring.tick_reminder(note=note, by=request.actor, at=request.now)
    messages.success(request, gettext("Done."))
    return go(request, "console:care")


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def care_note_remove(request: StaffRequest, note_id: int) -> HttpResponse:
    """Take a line out of a log."""
    note = or_404(queries.access_note, request.seat, note_id)
    caring.remove_note(note=note, by=request.actor, at=request.now)
    messages.success(request, gettext("The note is gone."))
    return go(request, "console:care-member", note.member_id, note.community_id)


def must_edit(request: StaffRequest) -> None:
    """403 for who may not change members."""
    if not orgs.can(request.seat, Permission.MEMBER_EDIT):
        raise PermissionDenied


def tabs(current: str) -> list[Tab]:
    """The pages of care."""
    pages = (
        ("today", gettext("Due today"), "console:care"),
        ("people", gettext("Looked after"), "console:care-people"),
        ("silent", gettext("Winning back"), "console:care-silent"),
        ("upkeep", gettext("Upkeep"), "console:care-upkeep"),
    )
    return [Tab(label, reverse(view), code == current) for code, label, view in pages]


def _note_row(note: NoteLine, by: str) -> NoteRow:
    noon = timezone.make_aware(datetime.combine(note.happened_on, time(12)))
    return NoteRow(note, words.kind_name(note.kind), by, noon)


def _whose(view: str, is_mine: bool) -> list[Tab]:
    url = reverse(view)
    return [
        Tab(gettext("Mine"), f"{url}?whose=mine", is_mine),
        Tab(gettext("Everybody's"), f"{url}?whose=all", not is_mine),
    ]


def _line(request: StaffRequest, member_id: int, community_id: int) -> CareLine | None:
    found = queries.care_lines(reach=frozenset({community_id}), now=request.now, member=member_id)
    return found[0] if found else None


def _forms(
    request: StaffRequest, member_id: int, community_id: int, carers: list[tuple[int, str]]
) -> tuple[forms.Terms, forms.Note]:
    doing = request.POST.get("do", "terms") if request.method == "POST" else ""
    line = _line(request, member_id, community_id)
    known: dict[str, object] = {}
    if line is not None:
        known = {
            "is_vip": line.is_vip,
            "seat": line.seat_id,
            "response_hours": line.response_hours,
            "next_on": line.next_on,
            "next_step": line.next_step,
            "plan": line.plan,
        }
    terms = forms.Terms(request.POST if doing == "terms" else None, carers=carers, initial=known)
    note = forms.Note(request.POST if doing == "note" else None, initial={"happened_on": request.today})
    return terms, note


def _assign(request: StaffRequest, member_id: int, community_id: int, form: forms.Terms) -> bool:
    try:
        caring.assign_care(
            member_id=member_id,
            community_id=community_id,
            terms=form.terms(),
            today=request.today,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _write(request: StaffRequest, member_id: int, community_id: int, form: forms.Note) -> bool:
    given = form.cleaned_data
    try:
        caring.write_note(
            member_id=member_id,
            community_id=community_id,
            kind=given["kind"],
            text=given["text"],
            happened_on=given["happened_on"],
            remind_on=given["remind_on"],
            today=request.today,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Noted."))
    return True
