"""Where the steps lead: targets that exist, steps that are reached, an end for every path."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from linli.kernel import texts
from linli.kernel.verbs import naming
from linli.run.playbooks.document import graph
from linli.run.playbooks.document.checks import Desk
from linli.run.playbooks.document.problems import Problem
from linli.run.playbooks.document.step_shapes import (
    END,
    AnyStep,
    Branch,
    Call,
    End,
    HumanTask,
    Split,
    Wait,
)


def all_of(desk: Desk) -> Iterator[Problem]:
    """Targets first; the paths only when all of them exist and every step could be read."""
    missing = [problem for step in desk.steps for problem in _targets(desk, step)]
    yield from missing
    is_shapely = not any(one.path.startswith("steps") for one in desk.notes.problems)
    if is_shapely and not missing:
        yield from _paths(desk)


def _targets(desk: Desk, step: AnyStep) -> Iterator[Problem]:
    for path, target in _ways(step):
        if target and target != END and target not in desk.ids:
            named = texts.harmless(target, 60)
            sentence = _('There is no step "{target}" to go to.').format(target=named)
            yield desk.at(step, sentence + naming.did_you_mean(target, [*desk.ids, END]), path)


def _ways(step: AnyStep) -> Iterator[tuple[str, str]]:
    """Every target of a step with its path in it."""
    match step:
        case Branch():
            yield from ((f"branch[{number}].go", one.go) for number, one in enumerate(step.cases, start=1))
            yield f"branch[{len(step.cases) + 1}].else", step.otherwise
        case Split():
            yield from ((f"split.to.{arm}", target) for arm, target in step.arms.items())
        case HumanTask():
            yield from ((f"human_task.outcomes.{name}", goes) for name, goes in step.outcomes.items())
        case Wait(arms=arms) if arms:
            yield from ((f"wait.any[{number}].go", one.go) for number, one in enumerate(arms, start=1))
            yield "wait.on_timeout", step.on_timeout
        case End():
            return
        case _:
            yield "next", step.next
            if isinstance(step, Wait) and step.until:
                yield "wait.on_timeout", step.on_timeout
            if isinstance(step, Call):
                yield "call.on_failure", step.on_failure


def _paths(desk: Desk) -> Iterator[Problem]:
    steps = desk.playbook.steps
    edges = graph.edges_of(steps)
    reached = graph.reachable(edges, steps[0].id) if steps else set()
    endless, restless = graph.without_end(edges), graph.restless(steps)
    for step in steps:
        if step.id and step.id not in reached:
            yield desk.at(step, _("No path leads to this step; lead to it or take it out."))
        elif step.id in endless:
            yield desk.at(step, _("No path leads from this step to the end."))
        elif step.id in restless:
            yield desk.at(step, _("A run could go round here without a pause; put a wait into the loop."))
