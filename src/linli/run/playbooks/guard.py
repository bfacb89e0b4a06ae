"""Tells the outbox which runs were ended, so that nothing of theirs is sent after that."""

from collections.abc import Mapping, Sequence

from linli.run.playbooks.queries import gatherings, runs

PREFIX, GATHERING = "run", "gathering"


def ended_runs(origins: Sequence[str]) -> Mapping[str, str]:
    """Origins ("run:12") of runs that were stopped, with the outcome; one that is not there is "gone".

    A run that came to its own end may still send what it planned last.
    """
    numbers = {int(origin.partition(":")[2]): origin for origin in origins}
    known = runs.states_of(list(numbers))
    return {
        origin: known[number][1] if number in known else "gone"
        for number, origin in numbers.items()
        if number not in known or known[number][0] == "stopped"
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
