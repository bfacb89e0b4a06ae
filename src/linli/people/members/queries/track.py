"""How a member grew: the few events of their life that are steps, oldest talk and daily business left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.facts import belonging, communities, entry, growth, members, messages, roles
from linli.facts.fact import Fact
from linli.kernel.events.event import Event
from linli.kernel.events.reading import event_of
from linli.kernel.orgs import scope
from linli.people.members.queries import sentences
from linli.people.members.queries.sentence import Sentence

STREAKS = (7, 21, 30, 60, 100, 200, 365)
# What a member may read about themselves; the team sees the rest as well.
OPEN: tuple[type[Fact], ...] = (
    members.MembershipJoined,
    members.MembershipLeft,
    growth.CheckedIn,
    entry.ApplicationAccepted,
    entry.OnboardingCompleted,
    entry.MemberIntroduced,
    entry.MembersConnected,
    roles.RoleAssigned,
    roles.RoleEnded,
    roles.RoleHandedOver,
    communities.HandoverArrived,
    communities.VenueVisited,
)
INNER: tuple[type[Fact], ...] = (
    belonging.StageMoved,
    members.MembersMerged,
    members.MergeUndone,
    roles.ExpertMoved,
)
HELD = "member_held"
_COLUMNS = (
    "position, id, org_id, kind, (extract(epoch FROM occurred_at) * 1000000)::bigint,"
    " (extract(epoch FROM recorded_at) * 1000000)::bigint, community_id, group_id, member_id, actor, origin,"
    " cause, depth, key, data::text"
)


@dataclass(frozen=True)
class Step:
    """A step of a member's growth; a face shows the sentence."""

    kind: str
    at: datetime
    community: int | None
    group: int | None
    sentence: Sentence


def track_of(
    member_ids: Collection[int],
    *,
    reach: frozenset[int] | None = None,
    is_own: bool = False,
    limit: int = 40,
) -> list[Step]:
    """The newest steps of a person (all ids of their records), newest first, and their first words last.

    reach    a limited seat sees steps in its communities and those of none
    is_own   for the member: without the team's view of them
    """
    kinds = [fact.kind for fact in (OPEN if is_own else (*OPEN, *INNER))]
    ids = sorted(member_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM events WHERE org_id = %s AND member_id = ANY(%s) AND kind = ANY(%s)"
            " AND (kind <> 'checkin.done' OR (data->>'streak')::int = ANY(%s))"
            " AND (kind <> 'role.assigned' OR NOT %s OR data->>'status' = %s)"
            " AND (%s OR community_id IS NULL OR community_id = ANY(%s))"
            " ORDER BY occurred_at DESC, position DESC LIMIT %s",
            [
                scope.org_id(),
                ids,
                kinds,
                list(STREAKS),
                is_own,
                HELD,
                reach is None,
                sorted(reach or ()),
                limit,
            ],
        )
        found = [event_of(row) for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT {_COLUMNS} FROM events WHERE org_id = %s AND member_id = ANY(%s) AND kind = %s"
            " AND (%s OR community_id IS NULL OR community_id = ANY(%s))"
            " ORDER BY occurred_at, position LIMIT 1",
            [scope.org_id(), ids, messages.MessagePosted.kind, reach is None, sorted(reach or ())],
        )
        first = [event_of(row) for row in cursor.fetchall()]
    steps = [_step(event) for event in found]
    if len(found) < limit:
        steps += [_first_words(event) for event in first]
    return sorted(steps, key=lambda one: one.at, reverse=True)


def _step(event: Event) -> Step:
    said = sentences.sentence_of(event.fact)
    return Step(event.kind, event.occurred_at, event.community, event.group, said)


def _first_words(event: Event) -> Step:
    said = Sentence(sentences.FIRST_WORDS)
    return Step(event.kind, event.occurred_at, event.community, event.group, said)
