"""Whom members ask for what: the desks, as the team edits them."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.forms import roles as forms
from linli.faces.console.forms.operate import Choices
from linli.faces.console.views.roles_frame import address, back, frame, listed_members, must, named_member
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.members.queries import names
from linli.people.roles.actions import desks as actions
from linli.people.roles.queries import desks
from linli.people.roles.records import CommunityRow, DeskRow


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def guide(request: StaffRequest) -> HttpResponse:
    """The desks of a community; one more, or the three of the template."""
    shown = frame(request, "role-guide")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    act = request.POST.get("act", "")
    form = forms.DeskForm(
        request.POST if act == "new" else None, days=_days(), initial={"days": ["1", "2", "3", "4", "5"]}
    )
    if request.method == "POST":
        must(request, Permission.COMMUNITY_EDIT, shown.community.id)
        if act == "lay_out":
            actions.lay_out(community=shown.community, by=request.actor, at=request.now)
            return back(request, "console:role-guide", shown.community)
        if form.is_valid() and _saved(request, shown.community, form, None):
            return back(request, "console:role-guide", shown.community)
    return page(
        request,
        "console/roles/guide.html",
        shown=shown,
        desks=desks.desks_of(shown.community, at=request.now),
        form=form,
        members=listed_members(request, shown.community) if shown.may_word else [],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def guide_desk(request: StaffRequest, desk_id: int) -> HttpResponse:
    """One desk."""
    one = or_404(desks.access_desk, request.seat, desk_id)
    must(request, Permission.COMMUNITY_EDIT, one.community_id)
    shown = frame(request, "role-guide", community=one.community_id)
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    if request.POST.get("act") == "close":
        actions.close_desk(desk=one, by=request.actor, at=request.now)
        return back(request, "console:role-guide", shown.community)
    form = forms.DeskForm(request.POST or None, days=_days(), initial=_known(one))
    if request.method == "POST" and form.is_valid() and _saved(request, shown.community, form, one):
        return back(request, "console:role-guide", shown.community)
    return page(
        request,
        "console/roles/desk.html",
        shown=shown,
        desk=one,
        form=form,
        members=listed_members(request, shown.community),
        crumbs=[(gettext("Who to ask"), address("console:role-guide", shown.community))],
    )


def _days() -> Choices:
    return [(str(number), day) for number, day in enumerate(desks.weekdays(), start=1)]


def _known(desk: DeskRow) -> dict[str, object]:
    name = names.names_of([desk.member_id]).get(desk.member_id, "") if desk.member_id else ""
    fields = ("title", "matters", "shown_name", "contact", "begins", "ends")
    return {
        **{field: getattr(desk, field) for field in fields},
        "days": list(desk.days),
        "member": f"{name} #{desk.member_id}" if desk.member_id else "",
    }


def _saved(
    request: StaffRequest, community: CommunityRow, form: forms.DeskForm, desk: DeskRow | None
) -> bool:
    given = dict(form.cleaned_data)
    given["days"] = "".join(given["days"])
    try:
        given["member"] = named_member(request, given["member"], community=community)
        if desk is None:
            actions.open_desk(community=community, by=request.actor, at=request.now, **given)
        else:
            actions.change_desk(desk=desk, by=request.actor, at=request.now, **given)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True
