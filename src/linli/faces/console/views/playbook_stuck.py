"""Runs that stand still and should not: a list that is empty when all is well."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.faces.console import playbook_tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.people.communities import naming
from linli.people.members.queries import names
from linli.run.playbooks.queries import stuck
from linli.run.playbooks.queries.stuck import Stuck

HUES = {"late": "amber", "task_overdue": "violet", "troubled": "rose", "unknown": "rose"}


@dataclass(frozen=True)
class StuckRow:
    """A run that stands still, whom it is about, why, and what to do about it."""

    one: Stuck
    subject: str
    why: str
    remedy: str
    hue: str


@require_safe
@staff_can(Permission.SEE)
def playbook_stuck(request: StaffRequest) -> HttpResponse:
    """Everything that stands still, the longest first."""
    found = stuck.stuck_runs(at=request.now, reach=request.seat.reach)
    people = names.names_of({one.member for one in found if one.member})
    groups = naming.names_of_groups({one.group for one in found if one.group})
    rows = []
    for one in found:
        group = groups[one.group].name if one.group in groups else ""
        why, remedy = reason_words(one.reason)
        rows.append(StuckRow(one, people.get(one.member or 0, "") or group, why, remedy, HUES[one.reason]))
    return page(request, "console/playbooks/stuck.html", rows=rows, tab_items=playbook_tabs.tabs("stuck"))


def reason_words(reason: str) -> tuple[str, str]:
    """Why a run stands still, and what to do."""
    return {
        "late": (
            gettext("It is due for more than five minutes"),
            gettext("Look whether the worker runs: linli status."),
        ),
        "task_overdue": (
            gettext("Its task is overdue"),
            gettext("Do the task, or give it to somebody who can."),
        ),
        "troubled": (
            gettext("Its last step failed"),
            gettext("It is tried again by itself; read the error in its log."),
        ),
        "unknown": (
            gettext("Nobody knows whether a post arrived"),
            gettext("Look into the group, then say in the outbox whether it is there."),
        ),
    }[reason]
