"""The entry policy of a community: settings, criteria, versions."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import actors
from linli.faces.console.doors import or_404
from linli.faces.console.entry_frame import Frame, frame_of
from linli.faces.console.forms import entry as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.entry import wording
from linli.people.entry.actions import policies as actions
from linli.people.entry.queries import links, policies
from linli.people.entry.rules import policy as rules
from linli.people.profiles.queries import fields


@require_safe
@staff_can(Permission.SEE)
def policy(request: StaffRequest) -> HttpResponse:
    """The draft of one community, what is wrong with it, and what was published."""
    return _show(request, frame_of(request, "entry-policy", needs_one=True))


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def change(request: StaffRequest, community_id: int) -> HttpResponse:
    """`do`: settings, add, remove, publish or discard."""
    community = or_404(communities.access_community, request.seat, community_id)
    by, at = request.actor, request.now
    back = redirect(f"{reverse('console:entry-policy')}?community={community.id}")
    do = request.POST.get("do")
    settings_form = criterion_form = None
    try:
        if do == "publish":
            made = actions.publish(community=community, by=by, at=at)
            messages.success(request, gettext("Version {n} holds from now on.").format(n=made.version))
        elif do == "discard":
            actions.discard_draft(community=community, by=by, at=at)
        elif do == "remove":
            chosen = request.POST.get("criterion", "")
            actions.remove_criterion(community=community, criterion_id=chosen, by=by, at=at)
        elif do == "add":
            criterion_form = forms.CriterionForm(request.POST, fields=_fields(community_id))
            if not criterion_form.is_valid():
                return _again(request, community_id, criterion_form=criterion_form)
            made_up = criterion_form.criterion()
            actions.add_criterion(community=community, criterion=made_up, by=by, at=at)
        else:
            draft = policies.draft(community)
            settings_form = forms.PolicySettings(request.POST, policy=draft, groups=_groups(community_id))
            if not settings_form.is_valid():
                return _again(request, community_id, settings_form=settings_form)
            wanted = settings_form.settings()
            actions.change_settings(community=community, settings=wanted, by=by, at=at)
            messages.success(request, gettext("Saved in the draft."))
    except Refusal as refusal:
        form = criterion_form or settings_form
        if form is None:
            for sentence in getattr(refusal, "problems", None) or [str(refusal)]:
                messages.error(request, sentence)
            return back
        form.add_error(None, str(refusal))
        return _again(request, community_id, settings_form=settings_form, criterion_form=criterion_form)
    return back


def _again(
    request: StaffRequest, community_id: int, *, settings_form: object = None, criterion_form: object = None
) -> HttpResponse:
    frame = frame_of(request, "entry-policy", community=community_id)
    return _show(request, frame, status=422, settings_form=settings_form, criterion_form=criterion_form)


def _show(
    request: StaffRequest,
    frame: Frame,
    *,
    settings_form: object = None,
    criterion_form: object = None,
    status: int = 200,
) -> HttpResponse:
    if frame.chosen is None:
        return page(request, "console/entry/policy.html", frame=frame)
    community = communities.get_community(frame.chosen.id)
    draft, versions = policies.draft(community), policies.versions(community.id)
    code = links.find_code(community.id)
    labels = {one.code: one.name for one in fields.fields_for(community.id)}
    return page(
        request,
        "console/entry/policy.html",
        status=status,
        frame=frame,
        draft=draft,
        is_changed=not versions or versions[0].policy != draft,
        problems=[wording.problem(one) for one in rules.problems_of(draft)],
        criteria=[
            (one, wording.criterion_kind(one.kind), labels.get(one.field, one.field))
            for one in draft.criteria
        ],
        shared=rules.shared_attributes(draft.criteria),
        fewest=rules.FEWEST_SHARED,
        whole=sum(one.weight for one in draft.criteria),
        settings_form=settings_form or forms.PolicySettings(None, policy=draft, groups=_groups(community.id)),
        criterion_form=criterion_form or forms.CriterionForm(None, fields=_fields(community.id)),
        versions=versions,
        people=actors.named(request, {one.published_by for one in versions}),
        address=f"{settings.PUBLIC_URL}/m/apply/{code}/" if code else "",
    )


def _groups(community_id: int) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in communities.group_lines(community=community_id)]


def _fields(community_id: int) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in fields.fields_for(community_id)]
