"""What the room does about events."""

from collections.abc import Sequence

from linli.kernel.events.event import Event
from linli.measure.insights.actions import rollups


def keep_rollups(events: Sequence[Event]) -> None:
    """Count a batch into the roll-ups of its days."""
    rollups.count_events(events)
