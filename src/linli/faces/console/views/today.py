"""The first page of the day: what must be done, how are we, who needs attention."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission


@require_safe
@staff_can(Permission.SEE)
def today(request: StaffRequest) -> HttpResponse:
    """The work list, then the figures."""
    return page(request, "console/today/today.html")
