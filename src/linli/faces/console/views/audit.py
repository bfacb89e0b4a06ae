"""The audit trail: who changed what, and when."""

from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.faces.console import actors, deeds
from linli.faces.console.forms import audit as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries
from linli.kernel.orgs.rules import Permission

A_PAGE = 50


@require_safe
@staff_can(Permission.AUDIT_SEE)
def audit(request: StaffRequest) -> HttpResponse:
    """Entries newest first, narrowed by who, what and when."""
    form = forms.Filter(request.GET)
    form.is_valid()
    given = form.cleaned_data
    until = given.get("until")
    entries = queries.audit_trail(
        subject=given.get("subject") or "",
        actor=given.get("who") or "",
        action=given.get("action") or "",
        since=_midnight(given.get("since")),
        until=_midnight(until + timedelta(days=1)) if until else None,
        before_id=given.get("before"),
        limit=A_PAGE + 1,
    )
    shown = entries[:A_PAGE]
    by = actors.named(request, {entry.actor for entry in shown})
    return page(
        request,
        "console/audit/trail.html",
        fragment="rows",
        rows=[deeds.deed_of(entry, by) for entry in shown],
        older=shown[-1].id if len(entries) > A_PAGE else None,
        given=given,
        staff=[(f"staff:{seat.staff_id}", seat.staff.name) for seat in queries.staff_of(request.org.pk)],
        areas=[(area, deeds.area_words(area)) for area in deeds.AREAS],
    )


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
