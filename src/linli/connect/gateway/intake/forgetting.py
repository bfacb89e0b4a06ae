"""What its author or a moderator took back is taken out of the log as well."""

from collections.abc import Sequence
from typing import cast

from django.db import connection

from linli.facts.messages import MessageEdited, MessagePosted, MessageRecalled
from linli.kernel.events.event import Event
from linli.kernel.events.log import shard_of


def forget_recalled(events: Sequence[Event]) -> None:
    """Drop text and parts of recalled messages, and of all their edits; that somebody spoke, and when, stays.

    A message may have been posted before its group was bound, so the shard of no community is looked at too.
    Doing it twice changes nothing.
    """
    recalled = [(event, cast("MessageRecalled", event.fact)) for event in events]
    shards = {shard_of(event.org, place) for event in events for place in (event.community, None)}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events e SET data = e.data - 'text' - 'parts'"
            " FROM unnest(%s::text[], %s::text[]) AS gone(message, place)"
            " WHERE e.org_id = %s AND e.shard = ANY(%s) AND e.kind = ANY(%s)"
            " AND e.data->>'message' = gone.message AND e.data->>'group' = gone.place"
            " AND (e.data ? 'text' OR e.data ? 'parts')",
            [
                [fact.message for _, fact in recalled],
                [fact.group for _, fact in recalled],
                events[0].org,
                sorted(shards),
                [MessagePosted.kind, MessageEdited.kind],
            ],
        )
