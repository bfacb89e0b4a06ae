"""Where the steps lead: targets that exist, steps that are reached, an end for every path."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from linli.kernel.verbs import naming
from linli.run.playbooks.document import graph
from linli.run.playbooks.document.checks import Desk
from linli.run.playbooks.document.problems import Problem
from linli.run.playbooks.document.step_shapes import END, AnyStep, targets


def all_of(desk: Desk) -> Iterator[Problem]:
    """Targets first; the paths only when all of them exist and every step could be read."""
    missing = [problem for step in desk.steps for problem in _targets(desk, step)]
    yield from missing
    is_shapely = not any(one.path.startswith("steps") for one in desk.notes.problems)
    if is_shapely and not missing:
        yield from _paths(desk)


def _targets(desk: Desk, step: AnyStep) -> Iterator[Problem]:
    for target in dict.fromkeys(targets(step)):
        if target and target != END and target not in desk.ids:
            sentence = _('There is no step "{target}" to go to.').format(target=target[:60])
            yield desk.at(step, sentence + naming.did_you_mean(target, [*desk.ids, END]))


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
