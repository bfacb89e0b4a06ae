"""The page of one member: who and where they are, whom they know, and their life as the log tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.faces.console import actors, consents, telling
from linli.faces.console import member_figures as figures
from linli.faces.console.actors import Named
from linli.faces.console.care_of_member import care_of_member
from linli.faces.console.doors import or_404
from linli.faces.console.looks import Look, look_of
from linli.faces.console.views import profile_of_member
from linli.faces.console.views.roles_of_member import roles_of_member
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import naming
from linli.people.members.queries import people, profile, timeline
from linli.people.members.queries.timeline import Timeline
from linli.run.growth.queries import ledger
from linli.run.playbooks.queries import runs, under_way

A_PAGE = 25
RUNS_SHOWN, PLAYBOOKS_SHOWN, STEPS_SHOWN = 8, 12, 60
Shared = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """An event as the page shows it. `by` is named where a person, a playbook or a program did it."""

    what: str
    quote: str
    place: str
    at: datetime
    look: Look
    by: Named | None


@require_safe
@staff_can(Permission.SEE)
def member(request: StaffRequest, member_id: int) -> HttpResponse:
    """One member; a record that was merged shows the one it was merged into."""
    found = or_404(people.access_member, request.seat, member_id)
    if not request.GET.get("before"):
        consents.looked(request, [found.id])
    care = care_of_member(request, member_id=found.id)
    shared = {
        "person": profile.profile_of(found, reach=request.seat.reach),
        "standing": figures.standing_of(request, found.id, care.lines),
        "care": care,
        "funds": ledger.get_funds(found.id),
        "may_edit": orgs.can(request.seat, Permission.MEMBER_EDIT),
        "may_export": orgs.can(request.seat, Permission.MEMBER_EXPORT),
        "is_whole": request.seat.reach is None,
    }
    if show := {"track": _track, "privacy": _privacy}.get(request.GET.get("tab", "")):
        return show(request, found.id, shared)
    life = timeline.timeline_of(found, before=_before(request), limit=A_PAGE, reach=request.seat.reach)
    return _overview(request, found.id, life, shared)


def _overview(request: StaffRequest, member_id: int, life: Timeline, shared: Shared) -> HttpResponse:
    """The log, and beside it everything that stands."""
    reach, ids = request.seat.reach, people.all_ids(member_id)
    return page(
        request,
        "console/members/member.html",
        fragment="life",
        **shared,
        tab_items=_tabs(member_id, ""),
        told=_told(request, life),
        older=life.before.isoformat() if life.before else "",
        is_first=not request.GET.get("before"),
        profile_of=profile_of_member.section(request, member_id),
        known=figures.ties_of(request, ids),
        places=figures.places_of(request, member_id),
        roles=roles_of_member(request, member_id=member_id, name=shared["person"].name, ids=ids),
        runs=list(runs.runs(member=member_id, reach=reach)[:RUNS_SHOWN]),
        playbooks=under_way.playbooks_at_work(reach=reach, limit=PLAYBOOKS_SHOWN),
    )


def _track(request: StaffRequest, member_id: int, shared: Shared) -> HttpResponse:
    """The steps of their growth: joins, roles, stages, streaks, first words."""
    steps = figures.steps_of(people.all_ids(member_id), reach=request.seat.reach, limit=STEPS_SHOWN)
    tab_items = _tabs(member_id, "track")
    return page(request, "console/members/track.html", **shared, tab_items=tab_items, steps=steps)


def _privacy(request: StaffRequest, member_id: int, shared: Shared) -> HttpResponse:
    """What they agreed to, and who looked."""
    told = consents.of_member(request, member_id)
    tab_items = _tabs(member_id, "privacy")
    return page(request, "console/members/privacy.html", **shared, tab_items=tab_items, consents=told)


def _tabs(member_id: int, current: str) -> list[Tab]:
    url = reverse("console:member", args=[member_id])
    return [
        Tab(name, f"{url}?tab={code}" if code else url, code == current)
        for code, name in (
            ("", gettext("Overview")),
            ("track", gettext("Growth track")),
            ("privacy", gettext("Consent")),
        )
    ]


def _before(request: StaffRequest) -> datetime:
    try:
        given = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    except ValueError:
        given = None
    if given is None or timezone.is_naive(given):
        return request.now + timeline.INSTANT
    return given


def _told(request: StaffRequest, life: Timeline) -> list[Told]:
    places = naming.names_of_groups({one.group for one in life.entries if one.group is not None})
    by = actors.named(request, {one.actor for one in life.entries if _is_worth_naming(one.actor)})
    return [
        Told(
            what=telling.tell(one.sentence, one.params, one.kind),
            quote=one.quote,
            place=places[one.group].name if one.group in places else "",
            at=one.occurred_at,
            look=look_of(one.kind),
            by=by.get(one.actor),
        )
        for one in life.entries
    ]


def _is_worth_naming(actor: str) -> bool:
    return actor.partition(":")[0] in {"staff", "run", "token"}
