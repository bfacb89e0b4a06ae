"""A playbook played through the past: asking for it, its progress, and what would have happened."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console import playbook_words, simulation_words
from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import chosen_community
from linli.faces.console.forms.playbooks import Simulate
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.members.queries import names
from linli.run.playbooks.actions import simulating
from linli.run.playbooks.queries import runs, simulations


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_simulate(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """Ask for a replay of the draft, or of what is published, and the replays there were."""
    one = or_404(runs.get_playbook, playbook_id)
    form = Simulate(request.POST or None, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            made = simulating.ask(
                source=one.draft or (one.current.source if one.current else ""),
                since=request.now - timedelta(days=form.cleaned_data["days"]),
                until=request.now,
                community=chosen_community(request.seat, form.cleaned_data["community"]),
                answers=form.cleaned_data["answers"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return go(request, "console:simulation", made.id)
    return page(
        request,
        "console/playbooks/simulate.html",
        playbook=one,
        form=form,
        before=simulations.latest(one.code, reach=request.seat.reach),
        crumbs=[(str(one), reverse("console:playbook", args=[one.id]))],
    )


@require_safe
@staff_can(Permission.PLAYBOOK_EDIT)
def simulation(request: StaffRequest, simulation_id: int) -> HttpResponse:
    """What would have been sent by day and person, by whom, and what would have been held back and why."""
    one = or_404(lambda id: simulations.get_simulation(id, reach=request.seat.reach), simulation_id)
    report = simulations.report_of(one)
    book = runs.find_playbook(one.code)
    crumbs = [(str(book), reverse("console:playbook", args=[book.id]))] if book else []
    if report is None:
        share = 100 * one.done / one.total if one.total else 0
        return page(
            request,
            "console/playbooks/simulation_wait.html",
            fragment="state",
            one=one,
            share=share,
            crumbs=crumbs,
        )
    called = names.names_of({person.member for person in report.people})
    return page(
        request,
        "console/playbooks/simulation.html",
        one=one,
        report=report,
        days=[simulation_words.day(day) for day in report.days],
        people=[(person, called.get(person.member, "")) for person in report.people[:50]],
        lines=simulation_words.lines(report.lines[:200]),
        skips=[(playbook_words.skip_words(reason), count) for reason, count in report.skips.items()],
        outcomes=sorted(report.outcomes.items(), key=lambda item: -item[1]),
        sent=sum(sum(day.sent.values()) for day in report.days),
        by_hand=sum(sum(day.by_hand.values()) for day in report.days),
        held_back=sum(sum(day.suppressed.values()) for day in report.days),
        title=gettext("Simulation"),
        crumbs=crumbs,
    )
