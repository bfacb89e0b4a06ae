"""A test run on yourself: which group, as whom, how fast; then the run with everything it says."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.forms.playbooks import Rehearse
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.members.queries import people as members
from linli.run.playbooks.actions import rehearsing
from linli.run.playbooks.queries import runs, world


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_rehearse(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """Rehearse the draft, or what is published where there is none."""
    one = or_404(runs.get_playbook, playbook_id)
    source = one.draft or (one.current.source if one.current else "")
    document = world.check(source).playbook
    questions = document.inputs if document is not None else ()
    form = Rehearse(request.POST or None, seat=request.seat, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            run = _rehearse(request, form, source)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return go(request, "console:run", run)
    return page(
        request,
        "console/playbooks/rehearse.html",
        playbook=one,
        form=form,
        crumbs=[(str(one), reverse("console:playbook", args=[one.id]))],
    )


def _rehearse(request: StaffRequest, form: Rehearse, source: str) -> int:
    given = form.cleaned_data
    own = given["to"]
    about = given["about"] or own
    for number in {about, own} - {None}:
        members.access_member(request.seat, number)
    group = given["group"]
    run = rehearsing.rehearse(
        source=source,
        about=(about, group, form.communities[group]),
        to=own,
        staff=request.staff.id,
        speed=given["speed"],
        inputs=form.inputs(),
        by=request.actor,
        at=request.now,
    )
    return int(run.id)
