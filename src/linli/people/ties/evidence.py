"""The words behind an exhibit, read from the log at the moment somebody looks: ties keep none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from linli.facts.messages import MessagePosted
from linli.kernel.events.reading import event_of
from linli.kernel.orgs import scope
from linli.people.ties import speech
from linli.people.ties.queries import Ref

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = (
    "position, id, org_id, kind, (extract(epoch FROM occurred_at) * 1000000)::bigint,"
    " (extract(epoch FROM recorded_at) * 1000000)::bigint, community_id, group_id, member_id, actor, origin,"
    " cause, depth, key, data::text"
)


@dataclass(frozen=True)
class Words:
    """A message of an exhibit. `text` is "" where it was recalled, erased or is gone from the log."""

    ref: Ref
    at: datetime
    text: str


def words_of(refs: Collection[Ref]) -> dict[Ref, Words]:
    """What was said, in one query by who and when; messages taken back since are not told."""
    found: dict[tuple[int, int], str] = {}
    ids: dict[tuple[int, int], str] = {}
    if refs:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM events WHERE org_id = %s AND kind = 'message.posted'"
                " AND member_id IN (SELECT id FROM members_member WHERE org_id = %s"
                "   AND (id = ANY(%s) OR merged_into_id = ANY(%s)))"
                " AND occurred_at = ANY(%s)",
                [
                    scope.org_id(),
                    scope.org_id(),
                    *[sorted({one.member for one in refs})] * 2,
                    sorted({_moment(one) for one in refs}),
                ],
            )
            for row in cursor.fetchall():
                event = event_of(row)
                if isinstance(event.fact, MessagePosted) and event.group is not None:
                    place = (event.group, speech.digest(event.fact.message))
                    found[place], ids[place] = event.fact.text, event.fact.message
    recalled = _recalled([ids[one.group, one.message] for one in refs if (one.group, one.message) in ids])
    return {
        one: Words(one, _moment(one), "" if ids.get(place) in recalled else found.get(place, ""))
        for one in refs
        for place in [(one.group, one.message)]
    }


def _recalled(messages: Collection[str]) -> set[str]:
    if not messages:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data->>'message' FROM events WHERE org_id = %s AND kind = 'message.recalled'"
            " AND data->>'message' = ANY(%s)",
            [scope.org_id(), list(messages)],
        )
        return {row[0] for row in cursor.fetchall()}


def _moment(ref: Ref) -> datetime:
    return _EPOCH + timedelta(microseconds=ref.at_microseconds)
