"""What the log tells of people: rows of members, their names, their stays, and when they last spoke."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import transaction

from linli.facts.members import IdentityRenamed, IdentitySeen, MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.events import log
from linli.kernel.events.event import Draft, Event
from linli.kernel.orgs.actor import SYSTEM
from linli.people.members.actions import keeping
from linli.people.members.actions.keeping import NameSeen, Newcomer, Pair, Spell
from linli.people.members.queries import stays
from linli.people.members.rules import Moment


def keep_members(events: Sequence[Event]) -> None:
    """A row for every new member, and every name they were seen under. The first reaction of its lane."""
    newcomers, names = [], []
    for event in events:
        if event.member is None:
            continue
        fact = cast("IdentitySeen | IdentityRenamed", event.fact)
        if isinstance(fact, IdentitySeen):
            shown = fact.name or fact.external
            newcomers.append(Newcomer(event.member, shown, fact.is_bot, event.occurred_at))
        names.append(NameSeen(fact.identity, event.member, fact.name, event.occurred_at))
    keeping.add_members(newcomers)
    keeping.add_missing_members({one.member for one in names} - {one.id for one in newcomers})
    keeping.add_names(names)


def keep_memberships(events: Sequence[Event]) -> None:
    """Stays opened, closed and reopened; and for each stay when its member last spoke."""
    placed = [event for event in events if event.member is not None and event.group is not None]
    kept = keeping.kept_ids({cast("int", event.member) for event in placed})
    moments: list[tuple[Pair, Moment]] = []
    communities: dict[int, int] = {}
    for event in placed:
        if event.kind != MessagePosted.kind and event.community is not None:
            pair, moment = _moment_of(event, kept)
            moments.append((pair, moment))
            communities[pair[1]] = event.community
    if moments:
        keeping.add_missing_members({pair[0] for pair, _ in moments})
        keeping.revise_stays(keeping.by_pair(moments), communities)
    keeping.note_speech(_speech(placed, kept))


def end_stays_of_closed_groups(events: Sequence[Event]) -> None:
    """When a group is closed everybody in it has left, and the log says so of each."""
    drafts = [
        Draft(
            fact=MembershipLeft(group="", reason="dissolved"),
            occurred_at=event.occurred_at,
            community=event.community,
            group=event.group,
            member=stay.member_id,
            key=f"dissolved:{stay.id}",
            cause=event.as_cause,
        )
        for event in events
        if event.group is not None
        for stay in stays.open_stays(event.group)
    ]
    with transaction.atomic():
        log.append(drafts, by=SYSTEM)


def _moment_of(event: Event, kept: dict[int, int]) -> tuple[Pair, Moment]:
    member, group = cast("int", event.member), cast("int", event.group)
    fact = cast("MembershipJoined | MembershipLeft", event.fact)
    reason = fact.reason if isinstance(fact, MembershipLeft) else None
    return (kept.get(member, member), group), Moment(event.occurred_at, reason)


def _speech(events: Sequence[Event], kept: dict[int, int]) -> dict[Spell, datetime]:
    """The last word of each member in each group, for each spell between two comings or goings."""
    newest: dict[Spell, datetime] = {}
    spells: Counter[Pair] = Counter()
    for event in events:
        member, group = cast("int", event.member), cast("int", event.group)
        pair = (kept.get(member, member), group)
        if event.kind != MessagePosted.kind:
            spells[pair] += 1
            continue
        spell = (*pair, spells[pair])
        if spell not in newest or newest[spell] < event.occurred_at:
            newest[spell] = event.occurred_at
    return newest
