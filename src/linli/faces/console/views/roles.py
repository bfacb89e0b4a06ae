"""Who plays which role in a community, what is missing, and how the community words its roles."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.faces.console.doors import or_404
from linli.faces.console.forms import roles as forms
from linli.faces.console.forms.operate import Choices, read_id
from linli.faces.console.views import roles_words as words
from linli.faces.console.views.roles_frame import (
    Frame,
    back,
    frame,
    listed_members,
    must,
    named_member,
)
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.roles.actions import assigning, wording
from linli.people.roles.queries import candidates, holders
from linli.people.roles.queries import wording as worded
from linli.people.roles.queries.wording import Part
from linli.people.roles.records import CommunityRow
from linli.people.roles.rules.parts import Gap, Status


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def roles(request: StaffRequest) -> HttpResponse:
    """The roles with their people, gaps first; who may puts somebody down for one."""
    shown = frame(request, "roles")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    lines = holders.staffing_of(shown.community.id)
    form = forms.Assign(
        request.POST or None,
        initial={"role": request.GET.get("role", ""), "member": request.GET.get("member", "")},
        roles=[(line.part.code, line.part.name) for line in lines],
        colleagues=colleagues(request, shown.community),
    )
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, shown.community.id)
        if form.is_valid() and _assign(request, shown.community, form):
            return back(request, "console:roles", shown.community)
    plans = candidates.plan_counts([one.id for line in lines for one in line.preparing])
    return page(
        request,
        "console/roles/overview.html",
        shown=shown,
        lines=[
            (line, words.gap(line.gap), [(one, plans.get(one.id)) for one in line.preparing])
            for line in lines
        ],
        gaps=sum(line.gap not in {Gap.NONE, Gap.TOO_FEW} for line in lines),
        due=[one for line in lines for one in (*line.holders, *line.preparing) if one.is_due(request.today)],
        past=[
            (one, _role_name(lines_names(lines), one.role), words.end_reason(one.end_reason))
            for one in holders.past_holders(shown.community.id, limit=10)
        ],
        names=lines_names(lines),
        form=form,
        members=listed_members(request, shown.community) if shown.may_edit else [],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def role_type(request: StaffRequest, code: str) -> HttpResponse:
    """How a community words one role; `new` is one of its own."""
    shown = frame(request, "roles")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    part = None if code == "new" else or_404(worded.get_part, shown.community.id, code)
    form = forms.Wording(
        request.POST or None,
        initial=_known(part),
        starts=words.starts(),
        recipes=words.recipes(),
    )
    if request.method == "POST":
        must(request, Permission.COMMUNITY_EDIT, shown.community.id)
        if form.is_valid() and _word(request, shown.community, part, form):
            return back(request, "console:roles", shown.community)
    return page(
        request,
        "console/roles/type.html",
        shown=shown,
        part=part,
        form=form,
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def role_type_restore(request: StaffRequest, code: str) -> HttpResponse:
    """Back to the ready-made wording, or away with a role of the community's own."""
    shown = frame(request, "roles")
    community = _there(shown)
    must(request, Permission.COMMUNITY_EDIT, community.id)
    try:
        wording.restore_role(community=community, code=code, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(request, "console:roles", community)


def colleagues(request: StaffRequest, community: CommunityRow) -> Choices:
    """The colleagues whose seats reach a community."""
    return [
        (str(seat.staff_id), seat.staff.name)
        for seat in orgs.staff_of(request.org.pk)
        if seat.reach is None or community.id in seat.reach
    ]


def lines_names(lines: list[holders.PartLine]) -> dict[str, str]:
    """What the roles of these lines are called, by code."""
    return {line.part.code: line.part.name for line in lines}


def _role_name(names: dict[str, str], code: str) -> str:
    return names.get(code, code)


def _there(shown: Frame) -> CommunityRow:
    if shown.community is None:
        raise worded.NoSuchRole("")
    return shown.community


def _assign(request: StaffRequest, community: CommunityRow, form: forms.Assign) -> bool:
    given = form.cleaned_data
    try:
        member = named_member(request, given["member"], community=community)
        staff_id = read_id(given["colleague"])
        if (member is None) == (staff_id is None):
            form.add_error("member", gettext("Name one member, or one colleague."))
            return False
        if staff_id is not None:
            assigning.assign_colleague(
                community=community,
                role=given["role"],
                staff_id=staff_id,
                evidence=given["evidence"],
                by=request.actor,
                at=request.now,
            )
        elif member is not None:
            assigning.assign_member(
                community=community,
                role=given["role"],
                member=member,
                status=Status(given["status"]),
                evidence=given["evidence"],
                by=request.actor,
                at=request.now,
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Written down."))
    return True


def _word(request: StaffRequest, community: CommunityRow, part: Part | None, form: forms.Wording) -> bool:
    given = form.cleaned_data
    try:
        if part is None:
            wording.add_role(community=community, by=request.actor, at=request.now, **given)
        else:
            wording.word_role(community=community, code=part.code, by=request.actor, at=request.now, **given)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _known(part: Part | None) -> dict[str, object]:
    if part is None:
        return {"start": "observed", "wanted": 1}
    fields = ("name", "does", "start", "reinforce", "wanted", "recipe")
    return {field: getattr(part, field) for field in fields}
