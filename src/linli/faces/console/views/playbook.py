"""One playbook: its steps with what came of them, its runs, its versions, and why somebody got it."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.faces.console import playbook_figures, playbook_flow, run_words
from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries import people as members
from linli.run.playbooks.document import parsing
from linli.run.playbooks.queries import compiled, explaining, runs, standing, step_counts
from linli.run.playbooks.queries.standing import Standing

COUNTED = timedelta(days=30)
STATES = ("", "waiting", "blocked_task", "done", "stopped")


@require_safe
@staff_can(Permission.SEE)
def playbook(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """The steps drawn, or the runs, the versions, or the answer to "why", by the tab that is asked for."""
    one = or_404(runs.get_playbook, playbook_id)
    tab = request.GET.get("tab", "steps")
    tell = {"runs": _runs, "versions": _versions, "why": _why, "figures": _figures}.get(tab, _steps)
    return page(
        request,
        "console/playbooks/playbook.html",
        fragment="runs",
        playbook=one,
        tab=tab if tab in ("runs", "versions", "why", "figures") else "steps",
        tab_items=_tabs(tab),
        under_way=sum(line.under_way for line in runs.playbook_lines() if line.id == one.id),
        **tell(request, one.id, one.current_id),  # type: ignore[arg-type]  # its status is never among them
    )


def _tabs(tab: str) -> list[Tab]:
    named = (
        ("steps", gettext("Steps")),
        ("runs", gettext("Runs")),
        ("figures", gettext("What came of it")),
        ("versions", gettext("Versions and places")),
        ("why", gettext("Why?")),
    )
    known = tab if tab in dict(named) else "steps"
    return [Tab(words, f"?tab={code}", code == known) for code, words in named]


def _steps(request: StaffRequest, playbook_id: int, version_id: int | None) -> dict[str, object]:
    """The steps of the version that runs, with what came of recent runs; those of a draft without."""
    if version_id is None:
        draft = parsing.parse(runs.get_playbook(playbook_id).draft)[0]
        return {"cards": playbook_flow.cards(draft), "purpose": draft.purpose, "is_draft": True}
    since = request.now - COUNTED
    document = compiled.compiled_versions([version_id])[version_id].document
    counts = step_counts.step_counts(version_id, playbook_id=playbook_id, since=since)
    begun = step_counts.count_begun(version_id, playbook_id=playbook_id, since=since)
    return {"cards": playbook_flow.cards(document, counts, begun=begun), "purpose": document.purpose}


def _runs(request: StaffRequest, playbook_id: int, _version: int | None) -> dict[str, object]:
    """Its runs, by state or by the step where they stand."""
    asked, step = request.GET.get("state", ""), request.GET.get("step", "")[:60]
    state = asked if asked in STATES else ""
    found = runs.runs(playbook=playbook_id, state=state, step=step, reach=request.seat.reach)
    listing = Paginator(found, 20).get_page(request.GET.get("page"))
    return {
        "listing": listing,
        "rows": run_words.rows(listing),
        "step": step,
        "states": [
            Tab(
                run_words.state_words(each) if each else gettext("All"),
                f"?tab=runs&state={each}",
                each == state,
            )
            for each in STATES
        ],
    }


def _versions(_request: StaffRequest, playbook_id: int, _version: int | None) -> dict[str, object]:
    """What was published when, by whom, why, and how many runs are on each."""
    one = runs.get_playbook(playbook_id)
    line = next(each for each in runs.playbook_lines() if each.id == playbook_id)
    counted = [
        (version, line.under_way_on(version.number), sum(states.values()))
        for version in runs.versions_of(one)
        for states in [line.by_version.get(version.number, {})]
    ]
    older: dict[int, list[Standing]] = {}
    for place in standing.standings(one):
        older.setdefault(place.version, []).append(place)
    current = compiled.document_of(one.current).steps if one.current else ()
    return {
        "versions": counted,
        "older": [{"number": number, "places": places} for number, places in sorted(older.items())],
        "current_steps": [step.id for step in current],
        "places": [
            (line.id, line.name, line.id in one.communities) for line in communities.community_lines()
        ],
    }


def _figures(_request: StaffRequest, playbook_id: int, _version: int | None) -> dict[str, object]:
    """Its experiment and those left out."""
    return playbook_figures.figures(playbook_id)


def _why(request: StaffRequest, playbook_id: int, _version: int | None) -> dict[str, object]:
    """Members of the name asked for; of one of them, everything this playbook did or did not do."""
    asked = request.GET.get("who", "").strip()
    member_id = read_id(request.GET.get("member"))
    if member_id is not None:
        member = or_404(members.access_member, request.seat, member_id)
        sentences = explaining.why(member=member.id, playbook=runs.get_playbook(playbook_id))
        return {"why": {"asked": asked, "member": member, "sentences": sentences}}
    if not asked:
        return {"why": {"asked": ""}}
    search = members.Search(text=asked, reach=request.seat.reach)
    return {"why": {"asked": asked, "candidates": members.member_page(search, limit=8).lines}}
