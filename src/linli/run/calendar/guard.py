"""Tells the outbox which posts were taken out of the calendar, so that nothing of them is sent after that."""

from collections.abc import Mapping, Sequence

from linli.run.calendar.queries import slots
from linli.run.calendar.rules.words import DROPPED

PREFIX = "slot"


def dropped_slots(origins: Sequence[str]) -> Mapping[str, str]:
    """Origins ("slot:12") of posts that were cancelled or left out, with that word; "gone" if not there."""
    numbers = {int(origin.partition(":")[2]): origin for origin in origins}
    known = slots.states_of(list(numbers))
    return {
        origin: known.get(number, "gone")
        for number, origin in numbers.items()
        if number not in known or known[number] in DROPPED
    }
