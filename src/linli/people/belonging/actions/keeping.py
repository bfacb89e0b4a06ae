"""Belongings kept as events arrive: traces first, then the numbers and the standing of whom they touch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from linli.facts.belonging import StageMoved
from linli.facts.members import MemberErased, MembersMerged, MergeUndone
from linli.kernel.events import log
from linli.kernel.events.event import Draft, Event
from linli.kernel.orgs.actor import SYSTEM
from linli.people.belonging import counting
from linli.people.belonging.actions import recounting, tracing
from linli.people.belonging.actions.recounting import Moved
from linli.people.belonging.counting import Traces
from linli.people.belonging.models import CommunityDay, StageChange
from linli.people.belonging.queries import people, places
from linli.people.belonging.queries.places import Place
from linli.people.members.actions import keeping as members

PEOPLE = (MembersMerged, MergeUndone, MemberErased)


def keep_traces(events: Sequence[Event]) -> None:
    """A batch of messages, reactions, check-ins, comings and goings, in a handful of statements.

    A stage that changed is announced when something present changed it; what history tells is taken in
    silently, and the weeks it changes are counted anew later.
    """
    zones = places.zones_of({one.community for one in events if one.community is not None})
    traces = counting.count(events, zones)
    if not traces.moments:
        return
    tracing.lock_communities(traces.told)
    there = places.places_at(traces.told)
    tracing.add_traces(traces)
    records = {member for member, _ in traces.moments}
    members.add_missing_members(records)
    kept = members.kept_ids(records)
    pairs = sorted({(kept.get(member, member), community) for member, community in traces.moments})
    moved = recounting.recount(pairs, there)
    present = {(kept.get(member, member), community) for member, community in traces.present}
    note(
        [one for one in moved if (one.member_id, one.community_id) in present],
        there,
        at=max(traces.told.values()),
    )
    _note_days(there, traces)


def keep_persons(events: Sequence[Event]) -> None:
    """Merges, their undoing and erasures: the belongings of whom they name, everywhere, from their traces."""
    pairs = people.pairs_of_persons(_named(events))
    if not pairs:
        return
    tracing.lock_communities({community for _, community in pairs})
    told = max(event.recorded_at for event in events)
    there = places.places_at(dict.fromkeys({community for _, community in pairs}, told))
    moved = recounting.recount(pairs, there)
    note([one for one in moved if one.before], there, at=told)


def note(moved: Iterable[Moved], there: Mapping[int, Place], *, at: datetime) -> None:
    """Write changes of stage down and announce them. Who was not there before is written down only."""
    rows = list(moved)
    StageChange.objects.bulk_create(
        [
            StageChange(
                member_id=one.member_id,
                community_id=one.community_id,
                day=there[one.community_id].today,
                before=one.before,
                after=one.after,
                rules_version=there[one.community_id].version,
            )
            for one in rows
        ]
    )
    log.append([_told(one, there[one.community_id], at) for one in rows if one.before], by=SYSTEM)


def _told(one: Moved, place: Place, at: datetime) -> Draft:
    return Draft(
        fact=StageMoved(one.before, one.after, place.version),
        occurred_at=at,
        community=one.community_id,
        member=one.member_id,
    )


def _note_days(there: Mapping[int, Place], traces: Traces) -> None:
    """Communities heard of first have a day from now on; where history was told, its weeks are stale."""
    CommunityDay.objects.bulk_create(
        [CommunityDay(community_id=place.community_id, day=place.today) for place in there.values()],
        ignore_conflicts=True,
    )
    for community_id, oldest in traces.oldest.items():
        rows = CommunityDay.objects.filter(community_id=community_id)
        rows.exclude(weeks_stale_from__lte=oldest).update(weeks_stale_from=oldest)


def _named(events: Iterable[Event]) -> Collection[int]:
    named: set[int] = set()
    for event in events:
        match event.fact:
            case MembersMerged(into=kept, merged=other) | MergeUndone(kept=kept, restored=other):
                named |= {kept, other}
            case MemberErased(merged=others):
                named |= {*others, *([event.member] if event.member is not None else [])}
    return named
