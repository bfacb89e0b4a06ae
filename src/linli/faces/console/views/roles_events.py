"""Common goals for which roles work together, and how much more they talk to each other since."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.forms import roles as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.roles_frame import back, frame, must
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.roles.actions import joint as actions
from linli.people.roles.queries import joint, wording
from linli.people.roles.records import CommunityRow


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def joint_events(request: StaffRequest) -> HttpResponse:
    """The common goals of a community; one more."""
    shown = frame(request, "role-events")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    parts = wording.parts_of(shown.community.id)
    names = {one.code: one.name for one in parts}
    is_new = request.POST.get("act") == "new"
    form = forms.Joint(
        request.POST if is_new else None,
        initial={"on": request.today, "second": parts[1].code},
        roles=list(names.items()),
    )
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, shown.community.id)
        if not is_new:
            event = or_404(joint.access_event, request.seat, read_id(request.POST.get("id")) or 0)
            must(request, Permission.MEMBER_EDIT, event.community_id)
            actions.drop_event(event=event, by=request.actor, at=request.now)
            return back(request, "console:role-events", shown.community)
        if form.is_valid() and _planned(request, shown.community, form):
            return back(request, "console:role-events", shown.community)
    return page(
        request,
        "console/roles/events.html",
        shown=shown,
        days=joint.DAYS,
        events=[
            (one, [(names.get(p.first, p.first), names.get(p.second, p.second), p) for p in one.pairs])
            for one in joint.events_of(shown.community, today=request.today)
        ],
        form=form,
    )


def _planned(request: StaffRequest, community: CommunityRow, form: forms.Joint) -> bool:
    given = form.cleaned_data
    pairs = [(given["first"], given["second"])]
    if given["third"]:
        pairs.append((given["first"], given["third"]))
    try:
        actions.plan_event(
            community=community,
            title=given["title"],
            goal=given["goal"],
            on=given["on"],
            pairs=pairs,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
