"""What the room does about events."""

from collections.abc import Sequence

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.kernel.events.event import Event
from linli.measure.insights.actions import rollups

REWRITE_LAKE = "insights.rewrite_lake"


def keep_rollups(events: Sequence[Event]) -> None:
    """Count a batch into the roll-ups of its days."""
    rollups.count_events(events)


def rewrite_lake_of_erased(events: Sequence[Event]) -> None:
    """MemberErased: the lake is written anew as soon as a worker is free, once for many erasures."""
    org = events[0].org
    task = app.configure_task(REWRITE_LAKE, queueing_lock=f"{REWRITE_LAKE}:{org}")
    try:
        with transaction.atomic():
            task.defer(org_id=org)
    except AlreadyEnqueued:
        return  # the one that waits has not read the log yet
