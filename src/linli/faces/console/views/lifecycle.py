"""Lifecycle: the stages of a community's members, how they move, and what the stages mean."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console import lifecycle_figures as figures
from linli.faces.console.doors import or_404
from linli.faces.console.forms import lifecycle as forms
from linli.faces.console.forms.operate import community_choices, read_id
from linli.faces.console.stage_words import SHOWN, stage_name
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.belonging import jobs
from linli.people.belonging.actions import publishing
from linli.people.belonging.queries import places, rulebooks, stages
from linli.people.belonging.rules import Thresholds
from linli.people.communities import queries as communities

SPANS = (4, 12, 26)
EVERYWHERE = "all"


@require_safe
@staff_can(Permission.SEE)
def lifecycle(request: StaffRequest) -> HttpResponse:
    """The community asked for, or the first by name: its members by stage, now and week by week."""
    choices = community_choices(request.seat, everywhere=False)
    asked = read_id(request.GET.get("community")) or (int(choices[0][0]) if choices else None)
    if asked is None:
        return page(request, "console/lifecycle/now.html", community=None)
    community = or_404(communities.access_community, request.seat, asked)
    counts = stages.counts(community.id)
    weeks = stages.weeks(community.id)
    span = _span(request.GET.get("weeks", ""))
    return page(
        request,
        "console/lifecycle/now.html",
        community=community,
        communities=choices,
        tab_items=_tabs(community.id, "now"),
        counts=counts,
        counted_on=stages.counted_on(community.id),
        cards=figures.cards(community.id, counts),
        relations=figures.relations(community.id, counts),
        contributions=figures.contributions(community.id, counts),
        chart=figures.chart(weeks),
        heads=[stage_name(stage) for stage in SHOWN],
        movements=figures.movements(stages.flows(weeks[-span:])),
        spans=[
            Tab(
                gettext("{n} weeks").format(n=one),
                f"?community={community.id}&weeks={one}#moves",
                one == span,
            )
            for one in SPANS
        ],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def lifecycle_rules(request: StaffRequest, community_id: int) -> HttpResponse:
    """What the stages mean in a community: the numbers, who another wording would move, the versions."""
    community = or_404(communities.access_community, request.seat, community_id)
    version, thresholds = places.thresholds_of([community.id])[community.id]
    form = forms.StageRules(
        request.POST or None, scopes=_scopes(request, community.id, community.name), initial=thresholds
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        if not orgs.can(request.seat, Permission.COMMUNITY_EDIT):
            raise PermissionDenied
        try:
            wanted = publishing.read_thresholds(form.numbers())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if request.POST.get("do") == "publish":
                return _publish(request, community.id, community.name, form.cleaned_data["scope"], wanted)
            preview = rulebooks.preview(community.id, wanted, at=request.now)
    own, general = rulebooks.versions(community.id), rulebooks.versions(None)
    return page(
        request,
        "console/lifecycle/rules.html",
        community=community,
        tab_items=_tabs(community.id, "rules"),
        form=form,
        version=version,
        may_edit=orgs.can(request.seat, Permission.COMMUNITY_EDIT),
        preview=preview,
        preview_rows=figures.preview_rows(preview) if preview else [],
        versions=[*own, *general],
    )


def _publish(
    request: StaffRequest, community_id: int, name: str, scope: str, wanted: Thresholds
) -> HttpResponse:
    target = None if scope == EVERYWHERE else community_id
    publishing.publish_rules(community_id=target, thresholds=wanted, by=request.actor, at=request.now)
    title = gettext("Stages of {name}").format(name=request.org.name if target is None else name)
    jobs.apply_rules.defer(org_id=request.org.pk, community_id=target, title=title[:200])
    messages.success(request, gettext("Published. The members are being staged by the new numbers."))
    return go(request, f"{reverse('console:lifecycle')}?community={community_id}")


def _scopes(request: StaffRequest, community_id: int, name: str) -> list[tuple[str, str]]:
    own = (str(community_id), name)
    if request.seat.reach is not None:
        return [own]
    return [own, (EVERYWHERE, gettext("Every community without numbers of its own"))]


def _tabs(community_id: int, current: str) -> list[Tab]:
    now = f"{reverse('console:lifecycle')}?community={community_id}"
    rules = reverse("console:lifecycle-rules", args=[community_id])
    return [
        Tab(gettext("Members by stage"), now, current == "now"),
        Tab(gettext("What the stages mean"), rules, current == "rules"),
    ]


def _span(given: str) -> int:
    return int(given) if given in {str(one) for one in SPANS} else SPANS[1]
