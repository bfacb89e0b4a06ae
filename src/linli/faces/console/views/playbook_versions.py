"""Runs of older versions: left where they are, moved to the current one, or stopped."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import controlling, migrating
from linli.run.playbooks.queries import runs

LONGEST = 60


@require_POST
@staff_can(Permission.PLAYBOOK_PUBLISH)
def playbook_move(request: StaffRequest, playbook_id: int, number: int) -> HttpResponse:
    """Move the runs of one version to the current one, or stop them; `to-STEP` sends those of a step."""
    whole_organisation(request)
    one = or_404(runs.get_playbook, playbook_id)
    act = request.POST.get("act")
    try:
        if act == "move":
            mapping = {
                name.removeprefix("to-")[:LONGEST]: value[:LONGEST]
                for name, value in request.POST.items()
                if name.startswith("to-") and isinstance(value, str) and value
            }
            count = migrating.move_runs(
                playbook=one, number=number, mapping=mapping, by=request.actor, at=request.now
            )
            words = ngettext(
                "{n} run moved to the current version.", "{n} runs moved to the current version.", count
            )
        elif act == "stop":
            count = controlling.stop_version(playbook=one, number=number, by=request.actor, at=request.now)
            words = ngettext("{n} run was stopped.", "{n} runs were stopped.", count)
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words.format(n=f"{count:,}"))
    return go(request, reverse("console:playbook", args=[one.id]) + "?tab=versions")
