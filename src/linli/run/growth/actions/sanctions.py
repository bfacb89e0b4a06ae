"""Points for messages that moderation took out of a group are taken back."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from linli.facts.moderation import SanctionApplied
from linli.kernel.events.event import Event, because_of
from linli.kernel.orgs.actor import SYSTEM
from linli.run.growth.actions import reversing
from linli.run.growth.actions.posting import NotEnoughPoints
from linli.run.growth.models import Entry

LOOK_BACK = timedelta(days=30)
_LEAVES_THE_MESSAGE = "warn"


@transaction.atomic
def take_back_points(events: Sequence[Event]) -> int:
    """For each message that was sanctioned with more than a warning: reverse what it earned in the last
    30 days.
    """
    taken = 0
    for event in events:
        fact = event.fact
        if isinstance(fact, SanctionApplied) and fact.message and fact.severity != _LEAVES_THE_MESSAGE:
            for entry in _entries_for(event, fact.message):
                taken += _reverse(entry, event)
    return taken


def _entries_for(event: Event, message: str) -> list[Entry]:
    found = Entry.objects.filter(
        member_id=event.member,
        at__gt=event.occurred_at - LOOK_BACK,
        kind="award",
        ref=message,
        community_id=event.community,
    )
    return list(found.order_by("id"))


def _reverse(entry: Entry, event: Event) -> int:
    with because_of(event):
        try:
            reversing.reverse_entry(
                entry_id=entry.id,
                by=SYSTEM,
                at=event.recorded_at,
                key=f"sanctioned:{entry.id}",
                reason="sanctioned",
                shortfall="take_what_is_there",
            )
        except (NotEnoughPoints, reversing.CannotReverse):
            return 0
    return 1
