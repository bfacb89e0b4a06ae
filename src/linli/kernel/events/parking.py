"""Poisoned events: parked with their error, tried again a few times, then left for a person."""

import logging
import traceback
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from linli.kernel import logs
from linli.kernel.errors import Refusal
from linli.kernel.events import reading
from linli.kernel.events.event import Event
from linli.kernel.events.models import ParkedEvent
from linli.kernel.events.reactions import find_reaction
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor

RETRY_AFTER = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30))
log = logging.getLogger(__name__)


class CannotRetry(Refusal):
    """The parked event or its reaction is not there any more."""


def park(event: Event, *, reaction: str, error: Exception, at: datetime) -> None:
    """Remember that a reaction failed on an event; a second failure of the same pair only counts up."""
    text = "".join(traceback.format_exception(error))[-8000:].replace("\x00", "")
    parked, is_new = ParkedEvent.objects.get_or_create(
        reaction=reaction,
        event_id=event.id,
        defaults={
            "org_id": event.org,
            "position": event.position,
            "recorded_at": event.recorded_at,
            "kind": event.kind,
            "error": text,
            "parked_at": at,
            "retry_at": at + RETRY_AFTER[0],
        },
    )
    if not is_new:
        ParkedEvent.objects.filter(id=parked.id).update(error=text, attempts=F("attempts") + 1)


def retry_due(*, at: datetime, limit: int = 100) -> int:
    """Try again what is due; returns how many went through. After the last try an event stays parked."""
    due = ParkedEvent.objects.filter(state="retrying", retry_at__lte=at).order_by("position", "id")[:limit]
    return sum(_try_again(parked, at=at) for parked in due)


@transaction.atomic
def retry(parked_id: int, *, by: Actor, at: datetime) -> bool:
    """A person asks for one more try of an event of the organisation in scope; True when it went through."""
    parked = ParkedEvent.objects.filter(id=parked_id, org_id=scope.org_id()).exclude(state="done").first()
    if parked is None:
        raise CannotRetry("this event is not parked any more")
    went_through = _try_again(parked, at=at)
    audit.record(
        "events.retried",
        subject=f"event:{parked.event_id}",
        by=by,
        at=at,
        after={"went_through": went_through},
    )
    return went_through


def _try_again(parked: ParkedEvent, *, at: datetime) -> bool:
    event = reading.find_event(parked.event_id, recorded_at=parked.recorded_at)
    reaction = find_reaction(parked.reaction)
    if event is None or reaction is None:
        ParkedEvent.objects.filter(id=parked.id).update(state="parked", retry_at=None)
        return False
    try:
        with transaction.atomic(), scope.org(event.org):
            _lock(parked)
            reaction.run([event])
            ParkedEvent.objects.filter(id=parked.id).update(state="done", retry_at=None)
    except Exception as error:
        log.warning("Still parked: %s %s: %s", parked.reaction, parked.event_id, logs.kind(error))
        _count_failure(parked, error, at=at)
        return False
    return True


def _lock(parked: ParkedEvent) -> None:
    """Two sweeps must not run one event twice: the loser finds it done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM parked_events WHERE id = %s FOR UPDATE", [parked.id])
        if cursor.fetchone()[0] == "done":
            raise CannotRetry("this event has just gone through")


def _count_failure(parked: ParkedEvent, error: Exception, *, at: datetime) -> None:
    tries = parked.attempts
    is_last = tries >= len(RETRY_AFTER)
    ParkedEvent.objects.filter(id=parked.id).exclude(state="done").update(
        attempts=tries + 1,
        error="".join(traceback.format_exception(error))[-8000:].replace("\x00", ""),
        state="parked" if is_last else "retrying",
        retry_at=None if is_last else at + RETRY_AFTER[tries],
    )
