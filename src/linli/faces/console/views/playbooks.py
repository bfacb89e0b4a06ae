"""Playbooks: the list, one with its steps and runs, one run's log, and why somebody got it or did not."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.connect.gateway.outbox import explain
from linli.faces.console import effects, playbook_flow, step_words
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms.operate import read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries import names
from linli.people.members.queries import people as members
from linli.run.playbooks.actions import controlling
from linli.run.playbooks.queries import compiled, explaining, runs, step_counts

COUNTED = timedelta(days=30)
STATES = ("", "waiting", "blocked_task", "done", "stopped")
HUES = {"done": "green", "stopped": "grey", "paused": "amber", "blocked_task": "violet"}


@require_safe
@staff_can(Permission.SEE)
def playbooks(request: StaffRequest) -> HttpResponse:
    """Every playbook with its version and how many people are in it."""
    return page(request, "console/playbooks/list.html", lines=runs.playbook_lines())


@require_safe
@staff_can(Permission.SEE)
def playbook(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """Steps with their counts, runs by state, versions, and the answer to "why"."""
    one = or_404(runs.get_playbook, playbook_id)
    state = request.GET.get("state", "")
    found = runs.runs(playbook=one.id, state=state if state in STATES else "", reach=request.seat.reach)
    listing = Paginator(found, 20).get_page(request.GET.get("page"))
    return page(
        request,
        "console/playbooks/playbook.html",
        fragment="runs",
        playbook=one,
        cards=_cards(request, one.current_id, one.id),
        listing=listing,
        rows=_rows(listing),
        tab_items=[
            Tab(state_words(each) if each else gettext("All"), f"?state={each}#runs", each == state)
            for each in STATES
        ],
        under_way=sum(line.under_way for line in runs.playbook_lines() if line.id == one.id),
        versions=runs.versions_of(one)[:10],
        why=_why(request, playbook_id),
    )


@require_POST
@staff_can(Permission.PLAYBOOK_PUBLISH)
def playbook_turn(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """Pause, resume or stop a playbook for everybody."""
    whole_organisation(request)
    one = or_404(runs.get_playbook, playbook_id)
    act = request.POST.get("act")
    if act == "pause":
        controlling.pause_playbook(playbook=one, by=request.actor, at=request.now)
        messages.success(request, gettext("Paused: nobody moves on until you resume it."))
    elif act == "resume":
        controlling.resume_playbook(playbook=one, by=request.actor, at=request.now)
        messages.success(request, gettext("It goes on where it was."))
    elif act == "stop":
        count = controlling.stop_playbook(playbook=one, by=request.actor, at=request.now)
        words = ngettext("Stopped, with {n} run under way.", "Stopped, with {n} runs under way.", count)
        messages.success(request, words.format(n=count))
    else:
        raise Http404
    return go(request, "console:playbook", one.id)


@require_safe
@staff_can(Permission.SEE)
def run(request: StaffRequest, run_id: int) -> HttpResponse:
    """One run: every step with what it was given and what came of it, and the same as sentences."""
    one = or_404(runs.access_run, request.seat, run_id)
    steps = compiled.compiled_versions([one.version_id])[one.version_id].steps
    groups = {line.id: line.name for line in communities.group_lines(reach=request.seat.reach)}
    visits = [
        {
            "visit": visit,
            "kind": step_words.kind_words(steps.get(visit.step)),
            "inputs": _pairs(visit.inputs),
            "result": _pairs({name: value for name, value in visit.result.items() if name != "effect"}),
            "state": effects.state_words(visit.effect_state) if visit.effect_state else "",
            "hue": effects.HUES.get(visit.effect_state, "grey"),
            "reason": explain.reason(visit.effect_reason) if visit.effect_reason else "",
        }
        for visit in runs.run_log(one)
    ]
    return page(
        request,
        "console/playbooks/run.html",
        run=one,
        visits=visits,
        sentences=explaining.explain_run(one),
        member=names.names_of([one.member_id or 0]).get(one.member_id or 0, ""),
        group=groups.get(one.group_id or 0, ""),
        state=state_words(one.state),
        hue=HUES.get(one.state, "sky"),
        is_alive=one.ended_at is None,
        crumbs=[(str(one.playbook), reverse("console:playbook", args=[one.playbook_id]))],
    )


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def run_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """End one run and take back what it has planned."""
    one = or_404(runs.access_run, request.seat, run_id)
    controlling.stop_run(run=one, by=request.actor, at=request.now)
    messages.success(request, gettext("This run is over; what it had planned is taken back."))
    return go(request, "console:run", one.id)


def state_words(state: str) -> str:
    """A state of a run as people read it."""
    return {
        "waiting": pgettext("run", "Waiting"),
        "ready": pgettext("run", "Moving on"),
        "running": pgettext("run", "Moving on"),
        "blocked_task": pgettext("run", "Waits for a person"),
        "paused": pgettext("run", "Paused"),
        "done": pgettext("run", "At its end"),
        "stopped": pgettext("run", "Stopped"),
    }.get(state, state)


def _cards(request: StaffRequest, version_id: int | None, playbook_id: int) -> list[object]:
    if version_id is None:
        return []
    since = request.now - COUNTED
    document = compiled.compiled_versions([version_id])[version_id].document
    counts = step_counts.step_counts(version_id, playbook_id=playbook_id, since=since)
    begun = step_counts.count_begun(version_id, playbook_id=playbook_id, since=since)
    return list(playbook_flow.cards(document, counts, begun=begun))


def _rows(listing: object) -> list[dict[str, object]]:
    found = list(listing)  # type: ignore[call-overload]  # a page of runs
    people = names.names_of({one.member_id for one in found})
    return [
        {
            "run": one,
            "member": people.get(one.member_id, ""),
            "state": state_words(one.state),
            "hue": HUES.get(one.state, "sky"),
        }
        for one in found
    ]


def _why(request: StaffRequest, playbook_id: int) -> dict[str, object]:
    """Members of the name asked for; of one of them, everything this playbook did or did not do."""
    asked = request.GET.get("who", "").strip()
    member_id = read_id(request.GET.get("member"))
    if member_id is not None:
        member = or_404(members.access_member, request.seat, member_id)
        playbook = or_404(runs.get_playbook, playbook_id)
        return {
            "asked": asked,
            "member": member,
            "sentences": explaining.why(member=member.id, playbook=playbook),
        }
    if not asked:
        return {"asked": ""}
    search = members.Search(text=asked, reach=request.seat.reach)
    return {"asked": asked, "candidates": members.member_page(search, limit=8).lines}


def _pairs(values: dict[str, object]) -> list[tuple[str, object]]:
    return sorted(values.items())
