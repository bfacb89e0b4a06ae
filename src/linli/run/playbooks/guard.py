"""Tells the outbox which runs were ended, so that nothing of theirs is sent after that."""

from collections.abc import Mapping, Sequence

from linli.run.playbooks.queries import runs

PREFIX = "run"


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
