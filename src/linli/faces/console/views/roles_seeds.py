"""Seed users: the list, and one of them with the benefits and the people they brought."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.forms import roles as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views import roles_words as words
from linli.faces.console.views.roles_frame import address, back, frame, listed_members, must, named_member
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.roles.actions import seeds as actions
from linli.people.roles.queries import seeds
from linli.people.roles.records import CommunityRow, SeedRow


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def seed_list(request: StaffRequest) -> HttpResponse:
    """Every seed with what came of them; one more."""
    shown = frame(request, "role-seeds")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    form = forms.SeedForm(request.POST or None, sources=words.seed_sources())
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, shown.community.id)
        if form.is_valid() and _add(request, shown.community, form):
            return back(request, "console:role-seeds", shown.community)
    lines = seeds.seeds_of(shown.community.id)
    sources = dict(words.seed_sources())
    return page(
        request,
        "console/roles/seeds.html",
        shown=shown,
        lines=[(one, sources.get(one.source, "")) for one in lines],
        invited=sum(one.invited for one in lines),
        speaking=sum(one.speaking for one in lines),
        ungiven=sum(bool(one.promised and not one.given) for one in lines),
        form=form,
        members=listed_members(request, shown.community) if shown.may_edit else [],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def seed(request: StaffRequest, seed_id: int) -> HttpResponse:
    """One seed."""
    one = or_404(seeds.access_seed, request.seat, seed_id)
    shown = frame(request, "role-seeds", community=one.community_id)
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    act = request.POST.get("act", "")
    member = seeds.member_name(one)
    form = forms.SeedForm(
        request.POST if act == "change" else None,
        initial={
            "member": f"{member} #{one.member_id}" if one.member_id else "",
            "name": one.name,
            "source": one.source,
            "promised": one.promised,
        },
        sources=words.seed_sources(),
    )
    given = forms.Given(request.POST if act == "give" else None, initial={"given": one.given})
    brought = forms.Brought(request.POST if act == "brought" else None)
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, one.community_id)
        if act == "forget":
            actions.forget_seed(seed=one, by=request.actor, at=request.now)
            return back(request, "console:role-seeds", shown.community)
        if _changed(request, shown.community, one, form, given, brought):
            return go(request, request.get_full_path())
    return page(
        request,
        "console/roles/seed.html",
        shown=shown,
        seed=one,
        name=member or one.name,
        source=dict(words.seed_sources()).get(one.source, ""),
        form=form,
        given=given,
        brought=brought,
        invited=seeds.invited_by(one),
        members=listed_members(request, shown.community) if shown.may_edit else [],
        crumbs=[(gettext("Seed users"), address("console:role-seeds", shown.community))],
    )


def _add(request: StaffRequest, community: CommunityRow, form: forms.SeedForm) -> bool:
    given = form.cleaned_data
    try:
        member = named_member(request, given.pop("member"), community=community)
        actions.add_seed(community=community, member=member, by=request.actor, at=request.now, **given)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _changed(
    request: StaffRequest,
    community: CommunityRow,
    one: SeedRow,
    form: forms.SeedForm,
    given: forms.Given,
    brought: forms.Brought,
) -> bool:
    act = request.POST.get("act", "")
    asked = {"change": form, "give": given, "brought": brought}.get(act)
    if asked is not None and not asked.is_valid():
        return False
    try:
        if act == "change":
            values = dict(form.cleaned_data)
            member = named_member(request, values.pop("member"), community=community)
            actions.change_seed(seed=one, member=member, by=request.actor, at=request.now, **values)
        elif act == "give":
            actions.give_benefit(seed=one, by=request.actor, at=request.now, **given.cleaned_data)
        elif act == "brought":
            found = named_member(request, brought.cleaned_data["member"], community=community)
            if found is not None:
                actions.note_invitation(seed=one, member=found, by=request.actor, at=request.now)
        elif act == "drop":
            number = read_id(request.POST.get("id")) or 0
            actions.drop_invitation(seed=one, member_id=number, by=request.actor, at=request.now)
    except Refusal as refusal:
        if asked is None:
            messages.error(request, str(refusal))
            return True
        asked.add_error(None, str(refusal))
        return False
    return True
