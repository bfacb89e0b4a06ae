"""Starting a playbook by hand for groups, a community or a segment, with what it asks for."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import playbook_words
from linli.faces.console.doors import or_404
from linli.faces.console.forms.playbooks import Start
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import beginning
from linli.run.playbooks.actions.beginning import Started
from linli.run.playbooks.queries import compiled, runs


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_PUBLISH)
def playbook_start(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """For whom, with what; pressing the button twice starts it once."""
    one = or_404(runs.get_playbook, playbook_id)
    if one.current_id is None:
        messages.error(request, gettext("Publish it first: only what is published can start."))
        return go(request, "console:playbook", one.id)
    document = compiled.compiled_versions([one.current_id])[one.current_id].document
    form = Start(
        request.POST or None,
        initial={"stamp": secrets.token_hex(8)},
        seat=request.seat,
        subject=document.subject,
        questions=document.inputs,
    )
    if request.method == "POST" and form.is_valid():
        try:
            started = beginning.start_runs(
                playbook=one,
                chosen=form.chosen(),
                inputs=form.inputs(),
                key=form.cleaned_data["stamp"],
                by=request.actor,
                at=request.now,
                reach=request.seat.reach,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, started)
            return go(request, "console:playbook", one.id)
    return page(
        request,
        "console/playbooks/start.html",
        playbook=one,
        form=form,
        subject=playbook_words.subject_words(document.subject),
        crumbs=[(str(one), reverse("console:playbook", args=[one.id]))],
    )


def _tell(request: StaffRequest, started: Started) -> None:
    words = ngettext("{n} run began.", "{n} runs began.", started.started).format(n=f"{started.started:,}")
    left_out = [
        f"{playbook_words.skip_words(reason)}: {count:,}" for reason, count in started.skipped.items()
    ]
    if left_out:
        words = f"{words} {gettext('Left out')}: {'; '.join(left_out)}"
    level = messages.SUCCESS if started.started else messages.WARNING
    messages.add_message(request, level, words)
