"""What the log tells of ties: who answers, mentions and reacts, and who must be forgotten."""

from collections.abc import Sequence
from typing import cast

from linli.facts.members import MemberErased
from linli.kernel.events.event import Event
from linli.people.ties.actions import keeping


def keep_ties(events: Sequence[Event]) -> None:
    """Messages and reactions become ties between those who wrote them."""
    keeping.keep(events)


def forget_ties_of_erased_members(events: Sequence[Event]) -> None:
    """What an erased person said to whom goes with them."""
    gone = {event.member for event in events if event.member is not None}
    gone |= {merged for event in events for merged in cast("MemberErased", event.fact).merged}
    keeping.forget(gone)
