"""What the room does when a person is erased: pairs that name them go at once."""

from collections.abc import Sequence
from typing import cast

from linli.facts.members import MemberErased
from linli.kernel.events.event import Event
from linli.people.profiles.actions import duplicates


def forget_pairs_of_erased_members(events: Sequence[Event]) -> None:
    """Suggestions about erased people say nothing any more."""
    ids: list[int] = []
    for event in events:
        if event.member is not None:
            ids += [event.member, *cast("MemberErased", event.fact).merged]
    duplicates.forget(ids)
