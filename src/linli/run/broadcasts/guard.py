"""Tells the outbox which broadcasts were stopped, so that nothing of them is sent after that."""

from collections.abc import Mapping, Sequence

from linli.run.broadcasts.queries import listing
from linli.run.broadcasts.rules import State

PREFIX = "broadcast"


def stopped_broadcasts(origins: Sequence[str]) -> Mapping[str, str]:
    """Origins ("broadcast:12") of broadcasts that were stopped; "gone" if not there."""
    numbers = {int(origin.partition(":")[2]): origin for origin in origins}
    known = listing.states_of(list(numbers))
    return {
        origin: known.get(number, "gone")
        for number, origin in numbers.items()
        if number not in known or known[number] == State.STOPPED
    }
