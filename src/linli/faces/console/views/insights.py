"""Insights: a community's metrics with their formulas, retention, activity, and how old the figures are."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import insight_figures as figures
from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import community_choices, read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.jobs import queries as jobs
from linli.kernel.orgs.rules import Permission
from linli.measure.insights import jobs as insights_jobs
from linli.measure.insights import newest_cohorts, queries
from linli.people.communities import queries as communities

PERIODS = (14, 30, 90)
USUAL = 30


@require_safe
@staff_can(Permission.INSIGHTS_SEE)
def insights(request: StaffRequest) -> HttpResponse:
    """The community asked for, or the first by name."""
    choices = community_choices(request.seat, everywhere=False)
    asked = read_id(request.GET.get("community")) or (int(choices[0][0]) if choices else None)
    if asked is None:
        return page(request, "console/insights/insights.html", community=None)
    community = or_404(communities.access_community, request.seat, asked)
    days = _period(request.GET.get("days", ""))
    window = queries.window(until=request.today, days=days, communities=frozenset({community.id}))
    snapshot = queries.find_snapshot(community.id)
    document = snapshot.document if snapshot else {}
    cohorts = newest_cohorts.newest_cohorts(communities=frozenset({community.id})).cohorts
    return page(
        request,
        "console/insights/insights.html",
        community=community,
        communities=choices,
        periods=[
            Tab(gettext("{n} days").format(n=one), f"?community={community.id}&days={one}", one == days)
            for one in PERIODS
        ],
        days=days,
        snapshot=snapshot,
        rows=figures.rows(document),
        facts=figures.facts(document),
        heat=figures.heat(cohorts) if cohorts else None,
        charts=[figures.traffic(window), figures.flow(window)],
        actives=figures.actives(document),
        curve=figures.curve(document),
        decay=figures.decay(document),
        is_refreshing=bool(jobs.running("insights.refresh_community")),
    )


@require_POST
@staff_can(Permission.INSIGHTS_SEE)
def insights_refresh(request: StaffRequest, community_id: int) -> HttpResponse:
    """Compute a community's figures now, in the background."""
    community = or_404(communities.access_community, request.seat, community_id)
    if not jobs.running("insights.refresh_community"):
        title = gettext("Figures of {name}").format(name=community.name)
        insights_jobs.refresh_community.defer(
            org_id=request.org.pk, community_id=community.id, title=title[:200]
        )
    messages.success(request, gettext("The figures are being computed; reload this page in a moment."))
    return go(request, f"{reverse('console:insights')}?community={community.id}")


def _period(given: str) -> int:
    return int(given) if given in {str(days) for days in PERIODS} else USUAL
