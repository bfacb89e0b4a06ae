"""Somebody in a role: how they come on, their plan, what it did, handing over, the end."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.actors import named
from linli.faces.console.doors import or_404
from linli.faces.console.forms import roles as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views import roles_words as words
from linli.faces.console.views.roles import colleagues
from linli.faces.console.views.roles_frame import frame, listed_members, must, named_member
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.roles.actions import assigning, preparing
from linli.people.roles.queries import candidates, holders, wording
from linli.people.roles.queries.holders import Holder
from linli.people.roles.records import AssignmentRow, CommunityRow
from linli.people.roles.rules.parts import HOLDING, PREPARING, EndReason, Status


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def role_person(request: StaffRequest, assignment_id: int) -> HttpResponse:
    """Everything about one assignment; its buttons post here with the name of what they do."""
    one = or_404(holders.access_assignment, request.seat, assignment_id)
    shown = frame(request, "roles", community=one.community_id)
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    holder = holders.holder_of(one)
    plan = forms.Plan(
        request.POST if request.POST.get("act") == "plan" else None,
        initial=_planned(holder),
        colleagues=colleagues(request, shown.community),
    )
    step = forms.Step(request.POST if request.POST.get("act") == "step" else None, kinds=words.steps())
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, shown.community.id)
        if _done(request, shown.community, one, plan, step):
            return go(request, request.get_full_path())
    part = or_404(wording.get_part, shown.community.id, one.role)
    line = next(each for each in holders.staffing_of(shown.community.id) if each.part.code == one.role)
    steps = holders.history_of(one.id)
    who = named(request, {each.by for each in steps})
    kinds = dict(words.steps())
    return page(
        request,
        "console/roles/person.html",
        shown=shown,
        one=holder,
        said=words.status(holder.status),
        part=part,
        plan=plan,
        step=step,
        todo=[(each, kinds.get(each.kind, each.kind)) for each in candidates.plan_of(one.id)],
        effect=_effect(request, holder),
        history=[
            (each, words.status(each.after), words.end_reason(each.reason), who[each.by]) for each in steps
        ],
        takers=[each for each in line.preparing if each.id != one.id],
        givers=[each for each in line.holders if each.id != one.id],
        is_holding=holder.status in HOLDING,
        is_preparing=holder.status in PREPARING,
        reasons=words.end_reasons(),
        members=listed_members(request, shown.community) if shown.may_edit else [],
    )


def _planned(one: Holder) -> dict[str, object]:
    return {
        "evidence": one.evidence,
        "trainer": one.trainer_id,
        "next_review_on": one.next_review_on,
        "successor": f"{one.successor} #{one.successor_id}" if one.successor_id else "",
    }


def _effect(request: StaffRequest, one: Holder) -> candidates.Effect | None:
    if one.member_id is None:
        return None
    began = (one.id, one.member_id, one.since.astimezone(request.now.tzinfo).date())
    found = candidates.effects_of([began], community_id=one.community_id, today=request.today)
    return found.get(one.id)


def _done(
    request: StaffRequest, community: CommunityRow, one: AssignmentRow, plan: forms.Plan, step: forms.Step
) -> bool:
    """Do what was asked; false where a form has to be shown again."""
    act = request.POST.get("act", "")
    try:
        if act == "plan":
            return plan.is_valid() and _plan(request, community, one, plan)
        if act == "step":
            return step.is_valid() and _step(request, one, step)
        _act(request, one, act)
    except Refusal as refusal:
        if act in {"plan", "step"}:
            (plan if act == "plan" else step).add_error(None, str(refusal))
            return False
        messages.error(request, str(refusal))
    return True


def _act(request: StaffRequest, one: AssignmentRow, act: str) -> None:
    """The buttons without a form of their own. Unknown ones do nothing."""
    number = read_id(request.POST.get("id")) or 0
    if act in {Status.TRAINED, Status.CANDIDATE, Status.MEMBER_HELD}:
        assigning.advance(assignment=one, to=Status(act), by=request.actor, at=request.now)
    elif act == "end":
        reason = request.POST.get("reason", "")
        known = {code for code, _words in words.end_reasons()}
        chosen = EndReason(reason) if reason in known else EndReason.DONE
        assigning.end(assignment=one, reason=chosen, by=request.actor, at=request.now)
    elif act == "give":
        to = holders.access_assignment(request.seat, number)
        assigning.hand_over(before=one, to=to, by=request.actor, at=request.now)
        messages.success(request, gettext("Handed over."))
    elif act == "take":
        before = holders.access_assignment(request.seat, number)
        assigning.hand_over(before=before, to=one, by=request.actor, at=request.now)
        messages.success(request, gettext("Handed over."))
    elif act in {"tick", "untick"}:
        preparing.set_done(
            assignment=one, step_id=number, is_done=act == "tick", by=request.actor, at=request.now
        )
    elif act == "drop":
        preparing.drop_step(assignment=one, step_id=number, by=request.actor, at=request.now)


def _plan(request: StaffRequest, community: CommunityRow, one: AssignmentRow, form: forms.Plan) -> bool:
    given = form.cleaned_data
    assigning.plan(
        assignment=one,
        evidence=given["evidence"],
        trainer_id=given["trainer"],
        next_review_on=given["next_review_on"],
        successor=named_member(request, given["successor"], community=community),
        by=request.actor,
        at=request.now,
    )
    messages.success(request, gettext("Saved."))
    return True


def _step(request: StaffRequest, one: AssignmentRow, form: forms.Step) -> bool:
    preparing.add_step(assignment=one, by=request.actor, at=request.now, **form.cleaned_data)
    return True
