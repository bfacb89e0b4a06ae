"""How well duty goes: coverage, gaps, who carries how much, rewards owed and given."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.faces.console.views.duty_frame import frame
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.people.duty.queries import report as reports


@require_safe
@staff_can(Permission.SEE)
def report(request: StaffRequest) -> HttpResponse:
    """The last year of a community."""
    shown = frame(request, "duty-report")
    if shown.community is None:
        return page(request, "console/duty/nowhere.html", shown=shown)
    found = reports.report_of(shown.community.id, at=request.now)
    if found is None:
        return page(request, "console/duty/none.html", shown=shown)
    most = max((one.terms + one.to_come for one in found.people), default=1)
    return page(request, "console/duty/report.html", shown=shown, report=found, most=most)
