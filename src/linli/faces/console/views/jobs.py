"""Background work: how far it is, stopping it, and whether the workers keep up with the log."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console.doors import or_404
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.events import queries as events
from linli.kernel.jobs import queries, tracking
from linli.kernel.orgs.rules import Permission

FAILED_WITHIN = timedelta(days=7)


@require_safe
@staff_can(Permission.SEE)
def jobs(request: StaffRequest) -> HttpResponse:
    """The latest work; htmx asks for the rows again while something runs."""
    found = tracking.recent_runs(50)
    return page(
        request,
        "console/jobs/list.html",
        fragment="runs",
        runs=found,
        is_busy=any(one.state == "running" for one in found),
        lanes=events.lane_lags(),
        failed=queries.failed_tasks(since=request.now - FAILED_WITHIN),
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def job_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Ask work to stop at its next step."""
    run = or_404(queries.get_run, run_id)
    tracking.ask_to_stop(run_id=run.id, by=request.actor)
    messages.success(request, gettext("It stops after the step it is at."))
    return go(request, "console:jobs")
