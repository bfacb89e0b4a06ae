"""Tells the outbox which runs were ended, so that nothing of theirs is sent after that."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from linli.run.playbooks.actions import leaving
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import gatherings, runs

PREFIX, GATHERING = "run", "gathering"


def ended_runs(origins: Sequence[str]) -> Mapping[str, str]:
    """Origins ("run:12") of runs that were stopped, with the outcome; one that is not there is "gone".

    A run that came to its own end may still send what it planned last. One under way is asked for the
    conditions that end it: what they read may have changed without an event.
    """
    numbers = {int(origin.partition(":")[2]): origin for origin in origins}
    known = runs.states_of(list(numbers))
    alive = [number for number, (state, _outcome) in known.items() if state in ALIVE]
    ending = leaving.exits_now(alive, at=timezone.now())
    ended = {number: outcome for number, (state, outcome) in known.items() if state == "stopped"}
    return {
        origin: ended.get(number) or ending.get(number) or "gone"
        for number, origin in numbers.items()
        if number in ended or number in ending or number not in known
    }


def ended_gatherings(origins: Sequence[str]) -> Mapping[str, str]:
    """Origins ("gathering:3") of shared posts none of whose runs may speak any more, with an outcome."""
    numbers = {int(origin.partition(":")[2]): origin for origin in origins}
    shared = gatherings.runs_of(list(numbers))
    ended = ended_runs(sorted({f"{PREFIX}:{run}" for found in shared.values() for run in found}))
    gone = {}
    for number, origin in numbers.items():
        outcomes = [ended.get(f"{PREFIX}:{run}") for run in shared.get(number, ())]
        if all(outcome is not None for outcome in outcomes):
            gone[origin] = next((one for one in outcomes if one), "gone")
    return gone
