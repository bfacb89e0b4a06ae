"""What the room does when it hears of arrivals, departures, knocks and erasures."""

from collections.abc import Sequence
from typing import cast

from linli.facts.entry import MemberIntroduced
from linli.facts.members import MemberErased, MembershipJoined
from linli.facts.messages import MessagePosted
from linli.facts.profiles import ProfileFilled
from linli.facts.roles import RoleAssigned
from linli.kernel.events.event import Event
from linli.people.entry.actions import arriving, onboarding, waiting
from linli.people.entry.actions.onboarding import Did
from linli.people.entry.rules.onboarding import StepKind


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


def greet_newcomers(events: Sequence[Event]) -> None:
    """MembershipJoined: whoever comes in while Linli looks on is a newcomer with first steps."""
    arrivals = [
        _did(event)
        for event in events
        if event.member is not None
        and event.community is not None
        and isinstance(event.fact, MembershipJoined)
        and event.fact.via == "platform"
        and not event.fact.is_rejoin
    ]
    onboarding.greet(arrivals)
    onboarding.note("rules_read", onboarding.newcomers_with_rules_read(arrivals))


def note_first_steps(events: Sequence[Event]) -> None:
    """What newcomers say, fill in and take on counts as steps."""
    deeds: dict[StepKind, list[Did]] = {}
    for event in events:
        kind = _STEPS.get(event.kind)
        is_bot = isinstance(event.fact, MessagePosted) and event.fact.is_bot
        if kind is not None and event.member is not None and not is_bot:
            deeds.setdefault(kind, []).append(_did(event))
    for kind, listed in deeds.items():
        onboarding.note(kind, listed)


_STEPS: dict[str, StepKind] = {
    MessagePosted.kind: "first_words",
    ProfileFilled.kind: "template_filled",
    RoleAssigned.kind: "role_chosen",
    MemberIntroduced.kind: "introduced",
}


def _did(event: Event) -> Did:
    return Did(cast("int", event.member), event.community, event.occurred_at, event.as_cause)
