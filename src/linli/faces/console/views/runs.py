"""One run: its log, the same in sentences, and the button that ends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.connect.gateway.outbox import explain
from linli.faces.console import effects, run_words, step_words
from linli.faces.console.doors import or_404
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import controlling
from linli.run.playbooks.queries import compiled, explaining, runs


@require_safe
@staff_can(Permission.SEE)
def run(request: StaffRequest, run_id: int) -> HttpResponse:
    """One run: every step with what it was given and what came of it, and the same as sentences."""
    one = or_404(runs.access_run, request.seat, run_id)
    steps = compiled.compiled_versions([one.version_id])[one.version_id].steps
    visits = [
        {
            "visit": visit,
            "name": step_words.name(steps[visit.step]) if visit.step in steps else visit.step,
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
        row=run_words.rows([one])[0],
        run=one,
        visits=visits,
        sentences=explaining.explain_run(one),
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


def _pairs(values: dict[str, object]) -> list[tuple[str, object]]:
    return sorted(values.items())
