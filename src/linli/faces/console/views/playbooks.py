"""Playbooks: the list with its week, and turning one on and off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import playbook_tabs, playbook_week
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import controlling
from linli.run.playbooks.queries import runs


@require_safe
@staff_can(Permission.SEE)
def playbooks(request: StaffRequest) -> HttpResponse:
    """Every playbook with its version and how many are in it, and the week around today."""
    lines = runs.playbook_lines()
    week = playbook_week.draw(lines, today=request.today, zone=request.org.zone)
    return page(
        request,
        "console/playbooks/list.html",
        lines=lines,
        week=week,
        tab_items=playbook_tabs.tabs("playbooks"),
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
    elif act == "drain":
        controlling.drain_playbook(playbook=one, by=request.actor, at=request.now)
        messages.success(request, gettext("Nobody new comes in; those under way go on to their end."))
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
