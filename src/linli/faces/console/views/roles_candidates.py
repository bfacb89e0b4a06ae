"""Whom behaviour suggests for each role, with what shows it; and how those who prepare come on."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views import roles_words as words
from linli.faces.console.views.roles_frame import back, frame, must
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.number import number
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.members.queries import people
from linli.people.roles.actions import assigning, preparing
from linli.people.roles.queries import candidates, holders, wording
from linli.people.roles.queries.wording import Part
from linli.people.roles.records import CommunityRow
from linli.people.roles.rules.parts import MAX_TEXT, PREPARING, Status
from linli.people.ties import rules as ties
from linli.people.ties.queries import Candidate

SHOWN_PARTS = 4


@dataclass(frozen=True)
class Shown:
    """Somebody suggested: how well they fit (0-100), and why in words."""

    member_id: int
    name: str
    score: float
    reasons: tuple[str, ...]


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def candidate_list(request: StaffRequest) -> HttpResponse:
    """One role at a time: who is suggested, who prepares, who was turned down."""
    shown = frame(request, "role-candidates")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    parts = wording.parts_of(shown.community.id)
    part = next((one for one in parts if one.code == request.GET.get("role")), parts[0])
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, shown.community.id)
        _judge(request, shown.community, part)
        return back(request, "console:role-candidates", shown.community, f"&role={part.code}")
    lines = [one for one in holders.open_holders(shown.community.id) if one.role == part.code]
    preparing_now = [one for one in lines if one.status in PREPARING]
    reasons = dict(words.verdicts())
    recipe = ties.find_recipe(part.recipe)
    return page(
        request,
        "console/roles/candidates.html",
        shown=shown,
        part=part,
        pick=[
            Tab(one.name, f"?community={shown.community.id}&role={one.code}", one is part) for one in parts
        ],
        why=gettext(recipe.why) if recipe else "",
        suggested=[_shown(one) for one in candidates.suggestions(shown.community.id, part)],
        progress=_progress(request, preparing_now),
        refused=[
            (one, reasons.get(one.reason, ""))
            for one in candidates.turned_down(shown.community.id, part.code)
        ],
        verdicts=words.verdicts(),
    )


def reason(measure: str, value: float, percentile: float) -> str:
    """One measure of a candidate in words: what, how much, and how many that surpasses."""
    return gettext("{measure}: {value}, more than {share}% of those who talk").format(
        measure=gettext(ties.MEASURES[measure]),
        value=number(round(value)) if value >= 10 or value == round(value) else f"{value:.1f}",
        share=round(100 * percentile),
    )


def _shown(one: Candidate) -> Shown:
    said = [reason(part.measure, part.value, part.percentile) for part in one.parts if part.value > 0]
    return Shown(one.member, one.name, one.score, tuple(said[:SHOWN_PARTS]))


def _progress(request: StaffRequest, lines: list[holders.Holder]) -> list[tuple[object, ...]]:
    counts = candidates.plan_counts([one.id for one in lines])
    began = [(one.id, one.member_id, one.since.astimezone().date()) for one in lines if one.member_id]
    community = lines[0].community_id if lines else 0
    effects = candidates.effects_of(began, community_id=community, today=request.today)
    return [(one, words.status(one.status), counts.get(one.id, (0, 0)), effects.get(one.id)) for one in lines]


def _judge(request: StaffRequest, community: CommunityRow, part: Part) -> None:
    """Make somebody candidate, turn them down, or let them be suggested again; say what was done."""
    member = or_404(people.access_member, request.seat, read_id(request.POST.get("member")) or 0)
    act = request.POST.get("act", "")
    try:
        if act == "candidate":
            found = {one.member: one for one in candidates.suggestions(community.id, part)}
            why = "; ".join(_shown(found[member.id]).reasons) if member.id in found else ""
            assigning.assign_member(
                community=community,
                role=part.code,
                member=member,
                status=Status.CANDIDATE,
                evidence=why[:MAX_TEXT],
                recipe=part.recipe,
                by=request.actor,
                at=request.now,
            )
            messages.success(request, gettext("{name} is a candidate now.").format(name=member.name))
        elif act == "reconsider":
            preparing.reconsider(
                community=community, role=part.code, member=member, by=request.actor, at=request.now
            )
        else:
            preparing.turn_down(
                community=community,
                role=part.code,
                member=member,
                reason=request.POST.get("reason", ""),
                by=request.actor,
                at=request.now,
            )
            messages.success(request, gettext("Remembered: not suggested for this role again."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
