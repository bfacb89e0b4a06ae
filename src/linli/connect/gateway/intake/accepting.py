"""The one door for what happens on platforms: live traffic, the API and imported history all come through
here.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from linli.connect.gateway.intake import resolving
from linli.connect.gateway.intake.rules import MAX_BATCH, first_of_each, problem_of
from linli.connect.gateway.intake.translating import Translation
from linli.facts.inbound import Inbound
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actor import PLATFORM, Actor


class NotAcceptable(Refusal):
    """Records that cannot be taken in; `problems` holds (index in the batch, sentence)."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        index, sentence = problems[0]
        more = f" ({len(problems) - 1} more records are refused)" if len(problems) > 1 else ""
        super().__init__(f"record {index}: {sentence}{more}")
        self.problems = tuple(problems)


class Accepted(msgspec.Struct, frozen=True):
    """What became of a batch. `refused` is (index, sentence) of records outside the bounds, which were left
    out.
    """

    seen: int
    added: int
    duplicates: int
    refused: tuple[tuple[int, str], ...] = ()


@transaction.atomic
def accept(
    channel: int, batch: Sequence[Inbound], *, at: datetime, by: Actor = PLATFORM, is_strict: bool = False
) -> Accepted:
    """Take a batch of one channel into the log of the organisation in scope; acknowledge the platform after
    it.

    At-least-once in, exactly-once effect: a record whose external id was seen on this channel is only
    counted.
    With `is_strict` one bad record refuses the whole batch (NotAcceptable); else bad records are left out and
    named.
    """
    if len(batch) > MAX_BATCH:
        raise NotAcceptable(
            [(MAX_BATCH, f"a batch has at most {MAX_BATCH:,} records, this one {len(batch):,}")]
        )
    problems = [(i, said) for i, record in enumerate(batch) if (said := problem_of(record, at=at))]
    if problems and is_strict:
        raise NotAcceptable(problems)
    refused = {i for i, _ in problems}
    good = [record for i, record in enumerate(batch) if i not in refused] if refused else batch
    fresh = _without_seen(channel, good)
    if fresh:
        _append(channel, fresh, at=at, by=by)
    return Accepted(
        seen=len(batch), added=len(fresh), duplicates=len(good) - len(fresh), refused=tuple(problems)
    )


def _without_seen(channel: int, records: Sequence[Inbound]) -> list[Inbound]:
    by_digest = first_of_each(records)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbound_seen (channel_id, digest) SELECT %s, d FROM unnest(%s::text[]::uuid[]) AS d"
            " ON CONFLICT DO NOTHING RETURNING digest",
            [channel, sorted(by_digest)],
        )
        new = {row[0].hex for row in cursor.fetchall()}
    if len(new) == len(by_digest):
        return list(by_digest.values())
    return [record for digest, record in by_digest.items() if digest in new]


def _append(channel: int, records: Sequence[Inbound], *, at: datetime, by: Actor) -> None:
    places = resolving.places(channel, records, at=at)
    people = resolving.people(channel, records)
    pairs = {
        (place.group, people[who].member)
        for record in records
        if (place := places[record.group]).group is not None
        for who in (record.sender, record.target)
        if who in people
    }
    translation = Translation(
        channel=channel,
        places=places,
        people=people,
        presence=resolving.presence(sorted(pairs)),
        via="history" if by.origin == "import" else "platform",
    )
    drafts = translation.drafts(records)
    resolving.save_presence(translation.changes, at=at)
    log.append(drafts, by=by)
