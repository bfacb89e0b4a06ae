"""What the log tells the room."""

from collections.abc import Sequence

from linli.kernel.events.event import Event
from linli.people.consent.actions import requests


def write_receipts_of_erasures(events: Sequence[Event]) -> None:
    """MemberErased: whoever was erased without having asked on a page has a receipt, too."""
    requests.write_receipts(
        [(event.member, event.actor, event.occurred_at) for event in events if event.member is not None]
    )
