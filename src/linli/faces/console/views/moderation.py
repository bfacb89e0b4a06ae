"""Moderation: what the rules found and did, with the evidence; taking it back or calling it a false alarm."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import evidence
from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.run.moderation.actions import sanctions
from linli.run.moderation.queries import cases, lists

COUNTED = timedelta(days=30)


@require_safe
@staff_can(Permission.SEE)
def moderation(request: StaffRequest) -> HttpResponse:
    """Cases, newest first: the open ones, or all."""
    is_all = request.GET.get("show") == "all"
    rule_set = read_id(request.GET.get("rule_set"))
    found = cases.cases(communities=request.seat.reach, rule_set=rule_set, only_open=not is_all)
    listing = Paginator(found, 20).get_page(request.GET.get("page"))
    return page(
        request,
        "console/moderation/cases.html",
        fragment="rows",
        tab_items=tabs("cases"),
        segments=[
            Tab(pgettext("cases", "Open"), "?", not is_all),
            Tab(gettext("All"), "?show=all", is_all),
        ],
        listing=listing,
        rows=evidence.rows_of(listing),
        counts=cases.counts_by_rule(since=request.now - COUNTED, communities=request.seat.reach),
        has_rules=lists.rule_sets().exists(),
    )


@require_POST
@staff_can(Permission.MODERATE)
def moderation_case(request: StaffRequest, case_id: int) -> HttpResponse:
    """Lift what a case ordered, or dismiss it as a false alarm."""
    case = or_404(cases.get_case, case_id)
    if request.seat.reach is not None and case.community_id not in request.seat.reach:
        raise Http404
    if request.POST.get("act") == "dismiss":
        sanctions.dismiss_case(case_id=case.id, by=request.actor, at=request.now)
        messages.success(
            request, gettext("Marked as a false alarm: its words are suggested for the allow list.")
        )
    else:
        sanctions.lift_sanction(case_id=case.id, by=request.actor, at=request.now)
        messages.success(request, gettext("Lifted. A recalled message stays recalled."))
    return go(request, "console:moderation")


def tabs(current: str) -> list[Tab]:
    """The two halves of the subject."""
    return [
        Tab(gettext("Cases"), reverse("console:moderation"), current == "cases"),
        Tab(gettext("Rule sets"), reverse("console:moderation-rules"), current == "rules"),
    ]
