"""What the log tells of people on their way: who was asked to come along, and came."""

from collections.abc import Sequence

from linli.kernel.events.event import Event
from linli.people.communities.actions import handovers


def note_arrivals(events: Sequence[Event]) -> None:
    """Ends the open moves of members who came into the group or community they were asked to."""
    arrivals = [
        (event.member, event.community, event.group, event.occurred_at, event.as_cause)
        for event in events
        if event.member is not None and event.community is not None and event.group is not None
    ]
    if arrivals:
        handovers.note_arrivals(arrivals)
