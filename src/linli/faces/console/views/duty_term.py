"""One term: who has it, what was done day by day, the note, how it went, and its reward."""

from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import duty_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import duty as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.duty_frame import address, frame
from linli.faces.console.views.roles_frame import listed_members, must, named_member
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.duty.actions import honouring, replacing
from linli.people.duty.queries import board, phone
from linli.people.duty.queries.board import TermLine
from linli.people.duty.records import CommunityRow, TermRow
from linli.people.duty.rules.terms import OPEN, State


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def term(request: StaffRequest, term_id: int) -> HttpResponse:
    """The page; a POST appoints, judges, rates or rewards."""
    row = or_404(board.access_term, request.seat, term_id)
    shown = frame(request, "duty", community=row.community_id)
    line = board.line_of(row)
    asked = _forms(request, line)
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, row.community_id)
        community = communities.get_community(row.community_id)
        if _changed(request, community, row, asked.get(request.POST.get("act", ""))):
            return go(request, "console:duty-term", term_id)
    return page(
        request,
        "console/duty/term.html",
        status=422 if any(one.errors for one in asked.values()) else 200,
        shown=shown,
        one=line,
        state=words.state(line),
        reward=words.reward(line),
        reward_kind=words.reward_kind(line.reward_kind),
        is_open=line.state in OPEN,
        is_over=line.state in (State.DONE, State.MISSED),
        days=_days(row, request.now),
        before=board.note_before(row.community_id, row.number),
        appoint=asked["appoint"],
        given=asked["give"],
        members=listed_members(request, communities.get_community(row.community_id))
        if shown.may_edit and line.state in OPEN
        else [],
        crumbs=[(gettext("Rota"), address("duty", shown.community))],
    )


def _forms(request: StaffRequest, line: TermLine) -> dict[str, forms.Appoint | forms.Reward]:
    act = request.POST.get("act", "")
    return {
        "appoint": forms.Appoint(
            request.POST if act == "appoint" else None,
            initial={
                "member": f"{line.name} #{line.member_id}" if line.member_id else "",
                "backup": f"{line.backup} #{line.backup_id}" if line.backup_id else "",
            },
        ),
        "give": forms.Reward(
            request.POST if act == "give" else None,
            initial={
                "kind": line.reward_kind,
                "what": line.reward_what,
                "worth": line.reward_cents / 100,
                "source": line.reward_source,
                "given_on": line.given_on or request.today,
            },
            rewards=words.rewards(),
        ),
    }


def _days(row: TermRow, now: datetime) -> list[tuple[object, list[phone.Chore]]]:
    """What was asked on each day of the term, by day."""
    found: dict[object, list[phone.Chore]] = {}
    for day, chore in phone.chores_by_day(row.id, at=now):
        found.setdefault(day, []).append(chore)
    return list(found.items())


def _changed(request: StaffRequest, community: CommunityRow, row: TermRow, form: Form | None) -> bool:
    if form is not None and not form.is_valid():
        return False
    try:
        if isinstance(form, forms.Appoint):
            _appoint(request, community, row, form)
        elif form is not None:
            _give(request, row, form)
        elif request.POST.get("act") == "rate":
            rating = read_id(request.POST.get("rating")) or 0
            honouring.rate(term=row, rating=rating, by=request.actor, at=request.now)
        elif request.POST.get("act") in ("done", "missed"):
            is_done = request.POST["act"] == "done"
            honouring.judge(term=row, is_done=is_done, by=request.actor, at=request.now)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Written down."))
    return True


def _appoint(request: StaffRequest, community: CommunityRow, row: TermRow, form: Form) -> None:
    member = named_member(request, form.cleaned_data["member"], community=community)
    backup = named_member(request, form.cleaned_data["backup"], community=community)
    replacing.appoint(
        term=row,
        community=community,
        member_id=member.id if member else None,
        backup_member_id=backup.id if backup else None,
        by=request.actor,
        at=request.now,
    )


def _give(request: StaffRequest, row: TermRow, form: Form) -> None:
    given = form.cleaned_data
    honouring.give_reward(
        term=row,
        kind=given["kind"],
        what=given["what"],
        cents=forms.cents(given["worth"]),
        source=given["source"],
        given_on=given["given_on"],
        today=request.today,
        by=request.actor,
        at=request.now,
    )
