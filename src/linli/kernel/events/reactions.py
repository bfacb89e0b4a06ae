"""What a reaction is, and how the ground finds the list of them without importing the roof."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module

from django.conf import settings

from linli.facts.fact import Fact
from linli.kernel.events.event import Event

Run = Callable[[Sequence[Event]], None]


class Reaction:
    """A function on a batch of one organisation's events, and the facts it wakes up for.

    The function runs in the transaction that moves the lane's cursor and inside the organisation's tenant
    scope;
    the batch is in log order. It calls actions of its own room only.
    """

    def __init__(self, run: Run, *facts: type[Fact]) -> None:
        self.run = run
        self.kinds = frozenset(fact.kind for fact in facts)
        self.name = f"{run.__module__.removeprefix('linli.').removesuffix('.reactions')}.{run.__name__}"

    def __repr__(self) -> str:
        return f"Reaction({self.name})"


Lanes = Mapping[str, Sequence[Reaction]]


def lanes() -> Lanes:
    """The lanes of `settings.WIRING`: each reads the log at its own pace, its reactions in the order
    given.
    """
    return _lanes_of(settings.WIRING)


@cache
def _lanes_of(wiring: str) -> Lanes:
    found: Lanes = import_module(wiring).LANES
    return found


def find_reaction(name: str) -> Reaction | None:
    """A reaction by its name, in whatever lane it is; None when it no longer exists."""
    return next((one for lane in lanes().values() for one in lane if one.name == name), None)
