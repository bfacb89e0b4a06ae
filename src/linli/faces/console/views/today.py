"""The first page of the day: what must be done, how are we, who needs attention."""

from django.http import HttpResponse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from linli.faces.console import feed, figures, todo
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.navigation import url_or_none
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.measure.insights import newest_cohorts, queries, quiet
from linli.people.communities import queries as communities
from linli.run.playbooks.queries import under_way

PERIODS = (1, 14, 30)
USUAL = 14
RISK_DAYS = 7


@require_safe
@staff_can(Permission.SEE)
def today(request: StaffRequest) -> HttpResponse:
    """The work list, then the figures; from roll-ups and snapshots only, never from a scan of the log."""
    days = _period(request.GET.get("days", ""))
    reach = request.seat.reach
    window = queries.window(until=request.today, days=days, communities=reach)
    spark = window if days > 1 else queries.window(until=request.today, days=USUAL, communities=reach)
    groups = quiet.quietest_groups(until=request.today, days=RISK_DAYS, communities=reach)
    cohorts = newest_cohorts.newest_cohorts(communities=reach)
    places = {one.id: one.name for one in communities.community_lines(reach=reach)}
    return page(
        request,
        "console/today/today.html",
        periods=_segments(days),
        todos=todo.todos(request),
        kpis=figures.kpis(window, spark),
        heat=figures.heat_of(cohorts.cohorts) if cohorts.cohorts else None,
        taken_at=cohorts.taken_at,
        groups=figures.rows_of(groups),
        playbooks=under_way.playbooks_at_work(reach=reach),
        news=feed.news(places=places, at=request.now),
        is_new=not places,
        setup_url=url_or_none("console:communities") or "",
    )


def _period(given: str) -> int:
    return int(given) if given in {str(days) for days in PERIODS} else USUAL


def _segments(days: int) -> list[Tab]:
    words = {1: pgettext("period", "Today"), 14: gettext("14 days"), 30: gettext("30 days")}
    return [Tab(words[one], f"?days={one}", one == days) for one in PERIODS]
