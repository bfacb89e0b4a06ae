"""Where the steps of a playbook lead."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from linli.run.playbooks.document.step_shapes import END, AnyStep, End, HumanTask, Survey, Wait, targets

Edges = Mapping[str, Sequence[str]]


def edges_of(steps: Iterable[AnyStep]) -> Edges:
    """The targets of each step by its id; an `end` step leads to END."""
    return {step.id: (END,) if isinstance(step, End) else targets(step) for step in steps}


def reachable(edges: Edges, first: str) -> set[str]:
    """Every place a run can come to from `first`, itself included."""
    found, open_places = set(), [first]
    while open_places:
        place = open_places.pop()
        if place not in found:
            found.add(place)
            open_places.extend(edges.get(place, ()))
    return found


def without_end(edges: Edges) -> set[str]:
    """Steps from which no path leads to the end."""
    return {id for id in edges if END not in reachable(edges, id)}


def restless(steps: Sequence[AnyStep]) -> list[str]:
    """Steps that a run can come back to without ever having waited, in their order."""
    pauses: Callable[[AnyStep], bool] = lambda step: isinstance(step, Wait | HumanTask | Survey)  # noqa: E731
    hurried = {step.id: () if pauses(step) else targets(step) for step in steps}
    return [id for id, goes in hurried.items() if any(id in reachable(hurried, target) for target in goes)]
