"""Entry: applications that wait for a decision, one of them with everything it says, the waiting list."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.entry_frame import frame_of
from linli.faces.console.entry_words import answer_lines, part_lines
from linli.faces.console.forms import entry as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.entry import wording
from linli.people.entry.actions import deciding, fees
from linli.people.entry.queries import applications, links, policies, report
from linli.people.entry.queries.applications import Applied
from linli.people.entry.rules import states
from linli.people.members.queries import names
from linli.people.profiles.queries import answers, fields

A_PAGE = 30
COUNTED = timedelta(days=30)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def entry(request: StaffRequest) -> HttpResponse:
    """The queue: best scores first, or who waits longest; ticked ones are decided together."""
    frame = frame_of(request, "entry")
    if request.method == "POST":
        return _decide_many(request)
    shown = request.GET.get("show", "")
    find = applications.decided if shown == "decided" else applications.to_decide
    order = {} if shown == "decided" else {"order": "time" if shown == "time" else "score"}
    found = find(reach=request.seat.reach, community=frame.id, **order)
    listing = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = f"community={frame.id}&" if frame.id else ""
    return page(
        request,
        "console/entry/queue.html",
        fragment="rows",
        frame=frame,
        segments=[
            Tab(gettext("Best score first"), f"?{query}", shown == ""),
            Tab(gettext("Longest wait first"), f"?{query}show=time", shown == "time"),
            Tab(gettext("Decided"), f"?{query}show=decided", shown == "decided"),
        ],
        listing=listing,
        rows=[
            (one, wording.state(one.state), wording.source(one.source)) for one in applications.lines(listing)
        ],
        is_decided=shown == "decided",
        approval=report.approval(
            since=request.now - COUNTED, now=request.now, reach=request.seat.reach, community=frame.id
        ),
        reasons=[(code, wording.reason(code)) for code in states.REASONS],
        address=_address(links.find_code(frame.id)) if frame.id else "",
        has_policy=bool(policies.published_of([one.id for one in frame.listed])),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def application(request: StaffRequest, application_id: int) -> HttpResponse:
    """One application: answers, what each criterion adds, what was asked; and the decision."""
    one = or_404(applications.access_application, request.seat, application_id)
    form = forms.Decision(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _decide(request, one, form):
        return go(request, "console:entry")
    watching.note_access([one.member_id], by=request.actor, at=request.now, why=Why.APPLICATION)
    policy = policies.version(one.community_id, one.policy_version).policy
    sees = orgs.can(request.seat, Permission.PERSONAL_SEE)
    lines = answers.profile_lines(
        one.member_id, fields.fields_for(one.community_id), now=request.now, sees_personal=sees
    )
    return page(
        request,
        "console/entry/application.html",
        status=422 if form.errors else 200,
        frame=frame_of(request, "entry"),
        one=one,
        name=names.names_of([one.member_id]).get(one.member_id, ""),
        state=wording.state(one.state),
        source=wording.source(one.source),
        inviter=names.names_of([one.inviter_member_id]).get(one.inviter_member_id, "")
        if one.inviter_member_id
        else "",
        reason=wording.reason(one.reason) if one.reason else "",
        lines=[line for line in lines if line.text],
        parts=part_lines(one, policy),
        given=answer_lines(one, policy),
        fee=getattr(one, "fee", None),
        form=form,
        reasons=[(code, wording.reason(code)) for code in states.REASONS],
        can_decide=one.state in ("received", "asked", "waiting", "offered"),
        is_late=one.answer_by is not None and one.answer_by < request.now,
        place=applications.place_of(one),
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def fee(request: StaffRequest, fee_id: int) -> HttpResponse:
    """Say what became of a fee."""
    found = or_404(report.get_fee, fee_id, reach=request.seat.reach)
    try:
        fees.change_fee(fee=found, state=request.POST.get("state", ""), by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:entry-application", found.application_id)


@require_safe
@staff_can(Permission.SEE)
def waiting(request: StaffRequest) -> HttpResponse:
    """Who waits for a place, in order, and for whom one is kept."""
    frame = frame_of(request, "entry-waiting")
    found = applications.waiting_list(reach=request.seat.reach, community=frame.id)
    listing = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "console/entry/waiting.html",
        frame=frame,
        listing=listing,
        rows=[(one, wording.state(one.state)) for one in applications.lines(listing)],
    )


def _decide(request: StaffRequest, one: Applied, form: forms.Decision) -> bool:
    """Carry one decision out; False when it was refused, which the form then says."""
    if not orgs.can(request.seat, Permission.MEMBER_EDIT, one.community_id):
        form.add_error(None, gettext("Your seat may look at applications, not decide them."))
        return False
    if not form.is_valid():
        return False
    do, words = form.cleaned_data["do"], form.cleaned_data["words"]
    by, at = request.actor, request.now
    try:
        if do == "accept":
            deciding.accept(application_id=one.pk, words=words, by=by, at=at)
            messages.success(request, gettext("Accepted: they are being let in."))
        elif do == "refuse":
            reason = form.cleaned_data["reason"]
            deciding.refuse(application_id=one.pk, words=words, reason=reason, by=by, at=at)
            messages.success(request, gettext("Refused: the applicant reads why on their page."))
        elif do == "ask":
            deciding.ask(application_id=one.pk, question=words, by=by, at=at)
            messages.success(request, gettext("Asked: the answer appears here."))
        else:
            deciding.put_on_list(application_id=one.pk, by=by, at=at)
            messages.success(request, gettext("On the waiting list."))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _decide_many(request: StaffRequest) -> HttpResponse:
    back = go(request, request.get_full_path())
    form = forms.Decision(request.POST, request.POST.getlist("ids"))
    if not orgs.can(request.seat, Permission.MEMBER_EDIT):
        messages.error(request, gettext("Your seat may look at applications, not decide them."))
        return back
    if not form.is_valid() or not form.cleaned_data["ids"]:
        messages.error(request, gettext("Tick applications first."))
        return back
    ids = applications.reachable(form.cleaned_data["ids"], reach=request.seat.reach)
    outcome = deciding.decide_many(
        application_ids=ids,
        decision=form.cleaned_data["do"],
        reason=form.cleaned_data["reason"],
        by=request.actor,
        at=request.now,
    )
    if outcome.done:
        said = ngettext("{n} application decided.", "{n} applications decided.", outcome.done)
        messages.success(request, said.format(n=outcome.done))
    for sentence in outcome.refused[:3]:
        messages.error(request, sentence)
    return back


def _address(code: str) -> str:
    return f"{settings.PUBLIC_URL}/m/apply/{code}/" if code else ""
