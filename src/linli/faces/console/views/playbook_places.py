"""Choosing where a playbook runs."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms.operate import read_ids
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.run.playbooks.actions import placing
from linli.run.playbooks.queries import runs


@require_POST
@staff_can(Permission.PLAYBOOK_PUBLISH)
def playbook_place(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """Choose the communities in which it runs; none: all of them."""
    whole_organisation(request)
    one = or_404(runs.get_playbook, playbook_id)
    chosen = read_ids(request.POST.getlist("communities"))
    placing.place_playbook(playbook=one, in_communities=chosen, by=request.actor, at=request.now)
    named = {line.id: line.name for line in communities.community_lines()}
    where = ", ".join(named[id] for id in chosen) or gettext("all communities")
    messages.success(request, gettext("It runs in: {where}.").format(where=where))
    return go(request, reverse("console:playbook", args=[one.id]) + "?tab=versions")
