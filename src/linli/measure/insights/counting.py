"""Events into counts a day: pure, so that the roll-ups kept live and those rebuilt cannot differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from linli.facts.fact import Fact
from linli.facts.growth import CheckedIn
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.events.event import Event

COUNTED: tuple[type[Fact], ...] = (MessagePosted, ReactionAdded, CheckedIn, MembershipJoined, MembershipLeft)
_DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class DayCount:
    """What happened in one group on one day, as far as one batch tells."""

    community: int
    messages: int = 0
    reactions: int = 0
    checkins: int = 0
    joins: int = 0
    exits: int = 0
    last_message_at: datetime | None = None


@dataclass
class Counts:
    """A batch counted: by (group, day), and how often each (group, day, member) did something."""

    days: dict[tuple[int, date], DayCount] = field(default_factory=dict)
    members: dict[tuple[int, date, int], int] = field(default_factory=dict)


def count(events: Iterable[Event], zones: Mapping[int, ZoneInfo]) -> Counts:
    """Count a batch; days are those of the community's zone.

    Bots and imported "first seen" joins do not count.
    """
    counts = Counts()
    for event in events:
        if event.group is None or event.community is None or _is_by_bot(event.fact):
            continue
        day = event.occurred_at.astimezone(zones.get(event.community, _DEFAULT_ZONE)).date()
        key = (event.group, day)
        found = counts.days.get(key)
        if found is None:
            found = counts.days[key] = DayCount(event.community)
        is_activity = _add(found, event)
        if is_activity and event.member is not None:
            person = (event.group, day, event.member)
            counts.members[person] = counts.members.get(person, 0) + 1
    return counts


def _is_by_bot(fact: Fact) -> bool:
    return isinstance(fact, MessagePosted) and fact.is_bot


def _add(found: DayCount, event: Event) -> bool:
    """Count one event; True when it is something a member did (M12), False for coming and going."""
    match event.fact:
        case MessagePosted():
            found.messages += 1
            if found.last_message_at is None or event.occurred_at > found.last_message_at:
                found.last_message_at = event.occurred_at
        case ReactionAdded():
            found.reactions += 1
        case CheckedIn():
            found.checkins += 1
        case MembershipJoined(via=via):
            found.joins += via != "history"
            return False
        case MembershipLeft():
            found.exits += 1
            return False
        case _:
            return False
    return True
