"""What the room does when it hears of arrivals, departures, knocks and erasures."""

from collections.abc import Sequence
from typing import cast

from linli.facts.members import MemberErased
from linli.kernel.events.event import Event
from linli.people.entry.actions import arriving, waiting


def note_arrivals(events: Sequence[Event]) -> None:
    """MembershipJoined: applications of those who came in are done with."""
    arriving.note_arrivals(
        [
            arriving.Arrival(event.member, event.community, event.occurred_at, event.as_cause)
            for event in events
            if event.member is not None and event.community is not None
        ]
    )


def take_in_requests(events: Sequence[Event]) -> None:
    """JoinRequested: who knocks at a platform's door is in the queue."""
    for event in events:
        if event.member is not None and event.community is not None:
            arriving.take_in_request(
                member_id=event.member,
                community_id=event.community,
                group_id=event.group,
                at=event.occurred_at,
                cause=event.as_cause,
            )


def offer_free_places(events: Sequence[Event]) -> None:
    """MembershipLeft and ApplicationWaitlisted: where there is a place now, the first in line hears of it."""
    communities = {event.community for event in events if event.community is not None}
    if communities:
        waiting.offer_places(communities=communities, at=max(event.occurred_at for event in events))


def close_applications_of_erased_members(events: Sequence[Event]) -> None:
    """MemberErased: what they had open has ended; what they wrote is gone already."""
    for event in events:
        if event.member is not None:
            fact = cast("MemberErased", event.fact)
            arriving.close_of_erased([event.member, *fact.merged], at=event.occurred_at, cause=event.as_cause)
