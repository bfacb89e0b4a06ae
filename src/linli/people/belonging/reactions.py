"""What the room does about events."""

from collections.abc import Sequence

from linli.facts.growth import CheckedIn
from linli.facts.members import MemberErased, MembershipJoined, MembershipLeft, MembersMerged, MergeUndone
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.events.event import Event
from linli.people.belonging.actions import keeping

HEARD = (
    MembershipJoined,
    MembershipLeft,
    MessagePosted,
    ReactionAdded,
    CheckedIn,
    MembersMerged,
    MergeUndone,
    MemberErased,
)


def keep_belongings(events: Sequence[Event]) -> None:
    """Numbers, stages and relations of whom the batch touches. The first reaction of its lane."""
    persons = [event for event in events if isinstance(event.fact, keeping.PEOPLE)]
    keeping.keep_traces([event for event in events if not isinstance(event.fact, keeping.PEOPLE)])
    if persons:
        keeping.keep_persons(persons)
