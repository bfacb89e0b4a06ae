"""The page of one member: who they are, where they are, and their life as the log tells it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from linli.faces.console import actors, telling
from linli.faces.console.actors import Named
from linli.faces.console.doors import or_404
from linli.faces.console.looks import Look, look_of
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import naming
from linli.people.members.queries import people, profile, timeline
from linli.people.members.queries.timeline import Timeline
from linli.run.growth.queries import ledger
from linli.run.playbooks.queries import runs, under_way

A_PAGE = 40
RUNS_SHOWN, PLAYBOOKS_SHOWN = 8, 12


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
    life = timeline.timeline_of(found, before=_before(request), limit=A_PAGE, reach=request.seat.reach)
    return page(
        request,
        "console/members/member.html",
        fragment="life",
        person=profile.profile_of(found, reach=request.seat.reach),
        told=_told(request, life),
        older=life.before.isoformat() if life.before else "",
        is_first=not request.GET.get("before"),
        funds=ledger.get_funds(found.id),
        runs=list(runs.runs(member=found.id, reach=request.seat.reach)[:RUNS_SHOWN]),
        playbooks=under_way.playbooks_at_work(reach=request.seat.reach, limit=PLAYBOOKS_SHOWN),
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
        may_export=orgs.can(request.seat, Permission.MEMBER_EXPORT),
        is_whole=request.seat.reach is None,
    )


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
