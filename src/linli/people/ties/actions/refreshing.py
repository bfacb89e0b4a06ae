"""The graph of a community computed and stored, and everything made anew from the log."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice
from time import perf_counter

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from linli.kernel.events import reading
from linli.kernel.orgs import scope
from linli.people.ties import computing, graph, rules, stored
from linli.people.ties.actions import keeping
from linli.people.ties.computing import Computed, Place
from linli.people.ties.measures import Exhibit
from linli.people.ties.models import Snapshot, Standing

REBUILD_BATCH = 5_000
DRAWN_EACH = 3
MOST_DRAWN = 6_000
HEARD = frozenset({"message.posted", "reaction.added"})
Tell = Callable[[int], None]


def refresh(*, community: int, at: datetime, tell: Tell = lambda step: None) -> Snapshot:
    """Compute the graph of a community as it stands at `at`, and store it in place of the one before.

    `tell` hears the step that is done, of 4.
    """
    started = perf_counter()
    keeping.meet()
    tell(1)
    deeds = stored.deeds_of(community, since=at - rules.WINDOW, until=at)
    kept = stored.strands_of(community, at=at)
    tell(2)
    computed = computing.compute(
        deeds,
        now=at.timestamp(),
        since=(at - rules.WINDOW).timestamp(),
        kept=kept,
        before=stored.circles_of(community),
    )
    tell(3)
    snapshot = _store(community, computed, at=at, seconds=perf_counter() - started)
    tell(4)
    return snapshot


def rebuild(tell: Tell = lambda count: None) -> int:
    """Make ties anew from the log of the organisation in scope; returns the events read.

    Delivery of the lane must be paused or up to date: events heard meanwhile are only counted once.
    """
    keeping.forget_everything()
    heard = (event for event in reading.stream(scope.org_id()) if event.kind in HEARD)
    count = 0
    while batch := list(islice(heard, REBUILD_BATCH)):
        keeping.keep(batch)
        count += len(batch)
        tell(count)
    return count


@transaction.atomic
def _store(community: int, computed: Computed, *, at: datetime, seconds: float) -> Snapshot:
    drawn = graph.strongest(computed.pairs, each=DRAWN_EACH)
    strongest = sorted(drawn, key=lambda pair: (-drawn[pair], pair))[:MOST_DRAWN]
    document = {
        "edges": [[*pair, round(drawn[pair], 3)] for pair in strongest],
        "homes": {str(number): list(home) for number, home in sorted(computed.homes.items())},
        "blind": sorted(_blind(computed)),
    }
    snapshot: Snapshot
    snapshot, _ = Snapshot.objects.update_or_create(
        community_id=community,
        defaults={
            "computed_at": at,
            "seconds": round(seconds, 2),
            "members": len(computed.places),
            "ties": len(computed.pairs),
            "document": document,
        },
    )
    Standing.objects.filter(community_id=community).delete()
    with connection.cursor() as cursor, cursor.copy(f"COPY ties_standing ({_COLUMNS}) FROM STDIN") as copy:
        for place in computed.places.values():
            copy.write_row(_standing(community, place))
    return snapshot


_COLUMNS = (
    "org_id, community_id, member_id, centrality, circle, core, bridging, strength, partners, partners_30,"
    " replies_in, replies_out, days, is_isolated, is_newcomer, measures, evidence"
)


def _standing(community: int, place: Place) -> tuple[object, ...]:
    measures = {name: [read.value, read.percentile] for name, read in place.readings.items()}
    return (
        scope.org_id(),
        community,
        place.member,
        place.centrality,
        place.circle,
        place.core,
        place.bridging,
        place.strength,
        place.partners,
        place.partners_30,
        place.replies_in,
        place.replies_out,
        place.days,
        place.is_isolated,
        place.is_newcomer,
        Jsonb(measures),
        Jsonb(_evidence(place.exhibits)),
    )


def _evidence(exhibits: Mapping[str, list[Exhibit]]) -> dict[str, list[list[list[int]]]]:
    """Where the messages are, not what they say: group, digest, member, microseconds since 1970."""
    return {
        measure: [
            [[one.group, one.message, one.member, round(one.at * 1_000_000)] for one in exhibit]
            for exhibit in listed
        ]
        for measure, listed in exhibits.items()
    }


def _blind(computed: Computed) -> set[str]:
    seen = {name for place in computed.places.values() for name, read in place.readings.items() if read.value}
    return set(rules.MEASURES) - seen
