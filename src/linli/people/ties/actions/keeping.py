"""Ties kept as deeds arrive, in any order: a reply may come before the message it answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from linli.connect.gateway.models import Address, Identity
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.people.members.models import Member
from linli.people.ties import rules, speech
from linli.people.ties.models import Reacted, Said, Snapshot, Standing, Tie, Unmet
from linli.people.ties.rules import Kind

Row = tuple[int, int, int, int, datetime, int, int, int, int, int, int]
Place = tuple[int, int]


@dataclass(frozen=True)
class Deed:
    """One deed of a record towards another in a community."""

    community: int
    member: int
    other: int
    kind: Kind
    at: datetime


@transaction.atomic
def keep(events: Sequence[Event]) -> None:
    """Take in messages and reactions of the organisation in scope. Hearing one twice changes nothing."""
    gone = _erased({event.member for event in events if event.member is not None})
    placed = [event for event in events if event.member is not None and event.member not in gone]
    posted = [event for event in placed if _is_message(event)]
    fresh = _add_said(posted)
    deeds = [*_replies(fresh), *_reactions(fresh, _add_reacted(placed)), *_mentions(posted, fresh)]
    add(deeds)


def add(deeds: Iterable[Deed]) -> None:
    """Add deeds to ties; one towards oneself makes none. Each deed is given once."""
    sums: dict[tuple[int, int, int, str], list[tuple[Decimal, datetime]]] = defaultdict(list)
    for deed in deeds:
        if deed.member != deed.other:
            worth = rules.kept_weight(deed.kind, deed.at)
            sums[deed.community, deed.member, deed.other, deed.kind].append((worth, deed.at))
    if not sums:
        return
    keys = sorted(sums)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ties_tie (org_id, community_id, member_id, other_member_id, kind, count, weight,"
            " last_at) SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[],"
            " %s::int[], %s::numeric[], %s::timestamptz[])"
            " ON CONFLICT (community_id, member_id, other_member_id, kind) DO UPDATE SET"
            " count = ties_tie.count + excluded.count, weight = ties_tie.weight + excluded.weight,"
            " last_at = greatest(ties_tie.last_at, excluded.last_at)",
            [
                scope.org_id(),
                *[[key[index] for key in keys] for index in range(4)],
                [len(sums[key]) for key in keys],
                [rules.total(worth for worth, _ in sums[key]) for key in keys],
                [max(at for _, at in sums[key]) for key in keys],
            ],
        )


@transaction.atomic
def forget(member_ids: Collection[int]) -> None:
    """Take everything about some records out: their ties are theirs, so they go with the person."""
    ids = list(member_ids)
    for table in (Said, Reacted, Unmet, Tie, Standing):
        table.objects.filter(member_id__in=ids).delete()
    Tie.objects.filter(other_member_id__in=ids).delete()


@transaction.atomic
def forget_everything() -> None:
    """Empty the organisation's tables before they are made anew from its log."""
    for table in (Said, Reacted, Unmet, Tie, Standing, Snapshot):
        table.objects.all().delete()


@transaction.atomic
def meet() -> int:
    """Turn mentions of accounts that have been seen since into ties; returns how many."""
    waiting: dict[tuple[int, int], list[Unmet]] = defaultdict(list)
    for one in Unmet.objects.select_for_update().order_by("id"):
        waiting[one.channel_id, one.account].append(one)
    channels = {channel for channel, _ in waiting}
    known = Identity.objects.filter(channel_id__in=channels).values_list(
        "channel_id", "external", "member_id"
    )
    met: list[Deed] = []
    gone: list[int] = []
    for channel, external, member in known.iterator() if waiting else ():
        for one in waiting.get((channel, speech.digest(external)), ()):
            met.append(Deed(one.community_id, one.member_id, member, "mention", one.at))
            gone.append(one.id)
    Unmet.objects.filter(id__in=gone).delete()
    add(met)
    return len(met)


def _is_message(event: Event) -> bool:
    fact = event.fact
    return (
        isinstance(fact, MessagePosted)
        and not fact.is_bot
        and event.community is not None
        and event.group is not None
    )


def _erased(member_ids: Collection[int]) -> set[int]:
    found = Member.objects.filter(id__in=member_ids, erased_at__isnull=False)
    return set(found.values_list("id", flat=True))


def _add_said(posted: Sequence[Event]) -> list[Row]:
    """The messages not known before, as rows (community, group, message, member, at, reply_to, ...)."""
    rows = {(row[1], row[2]): row for row in map(_row, posted)}
    if not rows:
        return []
    columns = list(zip(*(rows[key] for key in sorted(rows)), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ties_said (org_id, community_id, group_id, message, member_id, at, reply_to, thread,"
            " addressed, marks, size, reactions) SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[],"
            " %s::bigint[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::bigint[],"
            " %s::smallint[], %s::smallint[], %s::int[])"
            " ON CONFLICT (group_id, message) DO NOTHING RETURNING group_id, message",
            [scope.org_id(), *[list(column) for column in columns]],
        )
        return [rows[place] for place in cursor.fetchall()]


def _row(event: Event) -> Row:
    fact = event.fact
    assert isinstance(fact, MessagePosted) and event.community is not None  # noqa: S101, PT018  (chosen so)
    assert event.group is not None and event.member is not None  # noqa: S101, PT018  (chosen so)
    return (
        event.community,
        event.group,
        speech.digest(fact.message),
        event.member,
        event.occurred_at,
        speech.digest(fact.reply_to) if fact.reply_to else 0,
        speech.digest(fact.thread) if fact.thread else 0,
        speech.digest_of_name(speech.addressed_in(fact.text)),
        speech.marks_of(fact.text),
        speech.size_of(fact.text),
        fact.reactions,
    )


def _replies(fresh: Sequence[Row]) -> list[Deed]:
    """Replies of which one end has just arrived and the other is there."""
    if not fresh:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH fresh AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            " AS f(group_id, message, reply_to)), ends AS ("
            " SELECT f.group_id, f.message, f.reply_to AS parent FROM fresh f WHERE f.reply_to <> 0"
            " UNION SELECT s.group_id, s.message, s.reply_to FROM fresh f"
            " JOIN ties_said s ON s.group_id = f.group_id AND s.reply_to = f.message AND s.reply_to <> 0)"
            " SELECT c.community_id, c.member_id, p.member_id, c.at FROM ends e"
            " JOIN ties_said c ON c.group_id = e.group_id AND c.message = e.message AND c.org_id = %s"
            " JOIN ties_said p ON p.group_id = e.group_id AND p.message = e.parent",
            [*_places(fresh), [row[5] for row in fresh], scope.org_id()],
        )
        return [Deed(row[0], row[1], row[2], "reply", row[3]) for row in cursor.fetchall()]


def _add_reacted(placed: Sequence[Event]) -> list[Place]:
    """The reactions not known before, as (group, message); a person counts once a message."""
    rows = sorted(
        {
            (event.community, event.group, speech.digest(event.fact.message), event.member)
            for event in placed
            if isinstance(event.fact, ReactionAdded)
            and event.community is not None
            and event.group is not None
            and event.member is not None
        }
    )
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ties_reacted (org_id, community_id, group_id, message, member_id)"
            " SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])"
            " ON CONFLICT (group_id, message, member_id) DO NOTHING RETURNING id",
            [scope.org_id(), *[list(column) for column in zip(*rows, strict=True)]],
        )
        return [(row[0], 0) for row in cursor.fetchall()]


def _reactions(fresh: Sequence[Row], reacted: Sequence[Place]) -> list[Deed]:
    """Reactions that have just arrived on messages that are there, and the other way round."""
    if not fresh and not reacted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH ends AS (SELECT unnest(%s::bigint[]) AS id UNION SELECT r.id"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS f(group_id, message)"
            " JOIN ties_reacted r ON r.group_id = f.group_id AND r.message = f.message)"
            " SELECT s.community_id, r.member_id, s.member_id, s.at FROM ends e"
            " JOIN ties_reacted r ON r.id = e.id AND r.org_id = %s"
            " JOIN ties_said s ON s.group_id = r.group_id AND s.message = r.message",
            [[id for id, _ in reacted], *_places(fresh), scope.org_id()],
        )
        return [Deed(row[0], row[1], row[2], "reaction", row[3]) for row in cursor.fetchall()]


def _places(fresh: Sequence[Row]) -> list[list[int]]:
    return [[row[1] for row in fresh], [row[2] for row in fresh]]


def _mentions(posted: Sequence[Event], fresh: Sequence[Row]) -> list[Deed]:
    """Mentions in messages that have just arrived; of accounts nobody has seen they are set aside."""
    new = {(row[1], row[2]) for row in fresh}
    named = {
        (event.community, event.group, event.member, part.ref, event.occurred_at, event.fact.message)
        for event in posted
        if isinstance(event.fact, MessagePosted)
        and event.group is not None
        and event.member is not None
        and event.community is not None
        and (event.group, speech.digest(event.fact.message)) in new
        for part in event.fact.parts
        if part.kind == "mention" and part.ref
    }
    if not named:
        return []
    channels = _channels({one[1] for one in named})
    accounts = _accounts({(channels[one[1]], one[3]) for one in named if one[1] in channels})
    deeds, unmet = [], []
    for community, group, member, external, at, _message in sorted(named):
        if group not in channels:
            continue
        other = accounts.get((channels[group], external))
        if other is not None:
            deeds.append(Deed(community, member, other, "mention", at))
        else:
            unmet.append(
                Unmet(
                    community_id=community,
                    channel_id=channels[group],
                    account=speech.digest(external),
                    member_id=member,
                    at=at,
                )
            )
    Unmet.objects.bulk_create(unmet)
    return deeds


def _channels(group_ids: Collection[int]) -> dict[int, int]:
    found = Address.objects.filter(group_id__in=group_ids).order_by("id")
    return {group: channel for group, channel in found.values_list("group_id", "channel_id") if group}


def _accounts(wanted: Collection[Place | tuple[int, str]]) -> Mapping[tuple[int, str], int]:
    found = Identity.objects.filter(
        channel_id__in={channel for channel, _ in wanted}, external__in={external for _, external in wanted}
    )
    rows = found.values_list("channel_id", "external", "member_id")
    return {(channel, external): member for channel, external, member in rows}
