"""What activities hear: what is said in their groups, and runs that ended."""

from collections.abc import Sequence

from linli.facts.playbooks import RunEnded
from linli.kernel.events.event import Event
from linli.run.activities.actions import closing, joining


def join_from_chat(events: Sequence[Event]) -> None:
    """MessagePosted: who says an option, or that they join, takes part."""
    joining.join_from_messages(events)


def call_off_with_their_run(events: Sequence[Event]) -> None:
    """RunEnded: what a stopped run had opened is called off. A run at its own end leaves it open."""
    for event in events:
        if isinstance(event.fact, RunEnded) and event.fact.outcome == "stopped":
            closing.cancel(origin=f"run:{event.fact.run}", at=event.recorded_at)
