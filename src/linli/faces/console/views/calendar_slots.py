"""One post of the calendar: writing, moving by hand or by dragging, deciding, and its guest."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.content.library.queries import items
from linli.faces.console import calendar_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import calendar as forms
from linli.faces.console.forms import operate
from linli.faces.console.views.calendar import tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.phone import Bubble
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.run.calendar.actions import deciding, moving, planning, writing
from linli.run.calendar.queries import slots, standing
from linli.run.calendar.queries.slots import SlotRow
from linli.run.calendar.rules.words import AHEAD, DROPPED, State

PUBLISHING = ("approve", "send_back")


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEND)
def slot_new(request: StaffRequest) -> HttpResponse:
    """A post by hand, for one community."""
    lines = communities.community_lines(reach=request.seat.reach)
    raw = request.POST.get("community") or request.GET.get("community")
    wanted = or_404(operate.chosen_community, request.seat, raw) or (lines[0].id if lines else None)
    if wanted is None:
        return page(request, "console/calendar/no_community.html", tab_items=tabs(request, "calendar"))
    form = forms.SlotForm(
        request.POST or None,
        choices=_choices(request, wanted),
        initial={
            "starts_at": request.GET.get("at") or timezone.localtime(request.now + timedelta(hours=1)),
            "category": "interactive",
            "aim": "understanding",
            "owner": request.seat.id,
            "minutes": 30,
            "late_minutes": 120,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.write_slot(
                community_id=wanted, draft=form.draft(), by=request.actor, at=request.now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Written into the calendar."))
            return go(request, "console:calendar-slot", made.id)
    return page(
        request,
        "console/calendar/slot_new.html",
        tab_items=tabs(request, "calendar"),
        form=form,
        community=wanted,
        community_choices=operate.community_choices(request.seat, everywhere=False),
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def slot(request: StaffRequest, slot_id: int) -> HttpResponse:
    """One post with a phone beside it."""
    found = or_404(slots.access_slot, request.seat, slot_id)
    may_edit = orgs.can(request.seat, Permission.SEND, found.community_id)
    form = forms.SlotForm(
        request.POST or None, choices=_choices(request, found.community_id), initial=_initial(found)
    )
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if form.is_valid() and _save(request, found, form):
            return go(request, "console:calendar-slot", found.id)
    return _page(request, found, form, may_edit=may_edit)


@require_POST
@staff_can(Permission.SEND)
def slot_move(request: StaffRequest, slot_id: int) -> HttpResponse:
    """Dragged to another time: the next version, or 422 with a sentence, and the entry goes back."""
    found = or_404(slots.access_slot, request.seat, slot_id)
    version = operate.read_id(request.POST.get("version"))
    try:
        starts_at = forms.local_moment(request.POST.get("starts_at", ""), ZoneInfo(request.org.zone))
    except ValueError:
        return JsonResponse({"error": gettext("This is no time.")}, status=422)
    try:
        moved = moving.move_slot(
            slot_id=found.id, version=version or 0, starts_at=starts_at, by=request.actor, at=request.now
        )
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"version": moved.version, "note": " ".join(_troubles(moved))})


@require_POST
@staff_can(Permission.SEE)
def slot_do(request: StaffRequest, slot_id: int) -> HttpResponse:
    """Hand in, approve, send back, take out, bring back; a refusal is shown on the post's page."""
    found = or_404(slots.access_slot, request.seat, slot_id)
    wanted = request.POST.get("do", "")
    needed = Permission.PLAYBOOK_PUBLISH if wanted in PUBLISHING else Permission.SEND
    if not orgs.can(request.seat, needed, found.community_id):
        raise PermissionDenied
    version = operate.read_id(request.POST.get("version")) or 0
    by, at = request.actor, request.now
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "hand_in": (
            lambda: deciding.hand_in(slot_id=found.id, by=by, at=at),
            gettext("It is on its way."),
        ),
        "approve": (
            lambda: deciding.approve(slot_id=found.id, version=version, by=by, at=at),
            gettext("Approved and scheduled."),
        ),
        "send_back": (
            lambda: deciding.send_back(
                slot_id=found.id, version=version, note=request.POST.get("note", ""), by=by, at=at
            ),
            gettext("Back to its author."),
        ),
        "drop": (lambda: deciding.drop(slot_id=found.id, by=by, at=at), gettext("Taken out.")),
        "bring_back": (
            lambda: deciding.bring_back(slot_id=found.id, by=by, at=at),
            gettext("Back in the calendar."),
        ),
    }
    if wanted in deeds:
        deed, sentence = deeds[wanted]
        try:
            deed()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, sentence)
    return go(
        request,
        "console:calendar-review" if wanted in PUBLISHING else "console:calendar-slot",
        *(() if wanted in PUBLISHING else (found.id,)),
    )


@require_POST
@staff_can(Permission.SEND)
def slot_guest(request: StaffRequest, slot_id: int) -> HttpResponse:
    """Who speaks at a post."""
    found = or_404(slots.access_slot, request.seat, slot_id)
    form = forms.LectureForm(request.POST, choices={})
    if form.is_valid():
        known = slots.find_lecture(found.id)
        draft = form.draft(known.member_id if known else None)
        try:
            planning.save_lecture(slot_id=found.id, draft=draft, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:calendar-slot", found.id)
    slot_form = forms.SlotForm(None, choices=_choices(request, found.community_id), initial=_initial(found))
    return _page(request, found, slot_form, may_edit=True, guest_form=form)


def _page(
    request: StaffRequest,
    found: SlotRow,
    form: forms.SlotForm,
    *,
    may_edit: bool,
    guest_form: forms.LectureForm | None = None,
) -> HttpResponse:
    community = communities.get_community(found.community_id)
    is_refused = form.is_bound or guest_form is not None
    return page(
        request,
        "console/calendar/slot.html",
        status=422 if is_refused else 200,
        slot=found,
        form=form,
        guest_form=guest_form or _guest_form(found),
        lecture=slots.find_lecture(found.id),
        community=community,
        state=words.state_name(found.state),
        state_hue=words.STATE_HUES[found.state],
        reason=words.reason_name(found.reason) if found.reason else "",
        troubles=_troubles(found),
        bubbles=[Bubble(_shown(found, request), author=gettext("Community assistant"))],
        is_ahead=found.state in AHEAD,
        is_dropped=found.state in DROPPED,
        is_sent=found.state == State.SENT,
        in_review=found.state == State.IN_REVIEW,
        can_hand_in=found.state in (State.DRAFT, State.IDEA),
        is_own=found.author == request.actor.code,
        may_edit=may_edit,
        may_approve=orgs.can(request.seat, Permission.PLAYBOOK_PUBLISH, found.community_id),
        tab_items=tabs(request, "calendar"),
    )


def _save(request: StaffRequest, found: SlotRow, form: forms.SlotForm) -> bool:
    try:
        writing.edit_slot(
            slot_id=found.id,
            version=operate.read_id(request.POST.get("version")) or 0,
            draft=form.draft(),
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _choices(request: StaffRequest, community_id: int) -> dict[str, list[tuple[str, str]]]:
    seats = [
        (str(one.id), one.staff.name)
        for one in orgs.staff_of(request.org.pk)
        if one.reach is None or community_id in one.reach
    ]
    groups = [(str(one.id), one.name) for one in communities.group_lines(community=community_id)]
    found = [(str(one.id), one.title) for one in items.approved_items(community_id)]
    return {
        "owner": [("", gettext("Nobody in particular")), *seats],
        "groups": groups,
        "item": [("", gettext("None: the text above")), *found],
    }


def _initial(found: SlotRow) -> dict[str, object]:
    return {
        "title": found.title,
        "text": found.text,
        "starts_at": timezone.localtime(found.starts_at),
        "minutes": int((found.ends_at - found.starts_at) / timedelta(minutes=1)),
        "groups": [str(one) for one in found.group_ids],
        "item": found.item_id,
        "category": found.category,
        "aim": found.aim,
        "owner": found.owner_seat_id,
        "late_minutes": found.late_minutes,
    }


def _guest_form(found: SlotRow) -> forms.LectureForm:
    known = slots.find_lecture(found.id)
    initial = (
        {}
        if known is None
        else {
            "guest": known.guest,
            "form": known.form,
            "contract": known.contract,
            "fee": known.fee_cents / 100,
            "link": known.link,
            "recording": known.recording,
            "attended": known.attended,
            "rating": known.rating,
        }
    )
    return forms.LectureForm(None, choices={}, initial=initial)


def _troubles(found: SlotRow) -> list[str]:
    window = slots.Look(
        found.starts_at - timedelta(days=1), found.starts_at + timedelta(days=1), None, found.community_id
    )
    groups = standing.open_groups([found.community_id])
    listed = standing.troubles(slots.slots(window), groups)
    return [words.trouble_words(one) for one in listed.get(found.id, ())]


def _shown(found: SlotRow, request: StaffRequest) -> str:
    """What the phone shows: its own words, or the item's."""
    if found.item_id is None or found.text.strip():
        return found.text or gettext("Nothing is written yet.")
    item = items.item_texts([found.item_id], today=request.today).get(found.item_id)
    return item.text if item else gettext("Nothing is written yet.")
