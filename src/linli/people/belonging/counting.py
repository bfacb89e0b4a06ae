"""Events into traces of records: pure, and the same whatever order they are told in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from linli.facts.growth import CheckedIn
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.events.event import Event

Pair = tuple[int, int]  # the id the log uses, community
PRESENT_DAYS = 2  # what happened this long before it was recorded is the present; earlier is history


@dataclass
class Moments:
    """First and last moments of a record in a community, as far as one batch tells."""

    first_at: datetime
    joined_at: datetime | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None
    first_spoke_at: datetime | None = None
    last_spoke_at: datetime | None = None
    last_active_at: datetime | None = None


@dataclass
class Deeds:
    """What a record did in a community on a day."""

    messages: int = 0
    replies: int = 0
    reactions: int = 0
    checkins: int = 0


@dataclass
class Traces:
    """A batch counted. `told` is the newest moment of recording by community.

    `present` are those who did something now; `oldest` is the earliest day of history by community.
    """

    moments: dict[Pair, Moments] = field(default_factory=dict)
    deeds: dict[tuple[int, int, date], Deeds] = field(default_factory=dict)
    told: dict[int, datetime] = field(default_factory=dict)
    present: set[Pair] = field(default_factory=set)
    oldest: dict[int, date] = field(default_factory=dict)


def count(events: Iterable[Event], zones: Mapping[int, ZoneInfo]) -> Traces:
    """Count a batch; days are those of the communities' zones. Messages of bots leave no trace."""
    traces = Traces()
    for event in events:
        community, member = event.community, event.member
        if community is None or member is None or community not in zones or _is_by_bot(event):
            continue
        day = event.occurred_at.astimezone(zones[community]).date()
        told = traces.told.get(community)
        traces.told[community] = max(told, event.recorded_at) if told else event.recorded_at
        moments = traces.moments.setdefault((member, community), Moments(event.occurred_at))
        moments.first_at = min(moments.first_at, event.occurred_at)
        if _move(moments, event):
            deeds = traces.deeds.setdefault((member, community, day), Deeds())
            _add(deeds, event)
        if (event.recorded_at - event.occurred_at).days < PRESENT_DAYS:
            traces.present.add((member, community))
        else:
            traces.oldest[community] = min(traces.oldest.get(community, day), day)
    return traces


def _is_by_bot(event: Event) -> bool:
    return isinstance(event.fact, MessagePosted) and event.fact.is_bot


def _move(moments: Moments, event: Event) -> bool:
    """Take a moment in; True when it is something the member did, False for coming and going."""
    at = event.occurred_at
    match event.fact:
        case MembershipJoined():
            moments.joined_at = min(moments.joined_at or at, at)
            moments.came_at = max(moments.came_at or at, at)
            return False
        case MembershipLeft():
            moments.left_at = max(moments.left_at or at, at)
            return False
        case MessagePosted():
            moments.first_spoke_at = min(moments.first_spoke_at or at, at)
            moments.last_spoke_at = max(moments.last_spoke_at or at, at)
    moments.last_active_at = max(moments.last_active_at or at, at)
    return True


def _add(deeds: Deeds, event: Event) -> None:
    match event.fact:
        case MessagePosted(reply_to=reply_to):
            deeds.messages += 1
            deeds.replies += bool(reply_to)
        case ReactionAdded():
            deeds.reactions += 1
        case CheckedIn():
            deeds.checkins += 1
