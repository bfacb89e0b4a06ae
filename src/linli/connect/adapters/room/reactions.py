"""What the log tells the rooms."""

from collections.abc import Sequence
from typing import cast

from linli.connect.adapters.room.actions import forgetting
from linli.connect.adapters.room.models import RoomGuest
from linli.connect.gateway.models import Identity
from linli.facts.members import MemberErased
from linli.kernel.events.event import Event


def forget_erased_guests(events: Sequence[Event]) -> None:
    """MemberErased: what the person said and was called disappears from the pages too."""
    erased = {event.member: event.occurred_at for event in events if event.member is not None}
    identities = dict(Identity.objects.filter(member_id__in=erased).values_list("id", "member_id"))
    for guest in RoomGuest.objects.filter(identity_id__in=identities, erased_at=None).order_by("id"):
        forgetting.forget_guest(guest=guest, at=erased[identities[guest.identity_id]])
    for event in events:
        if event.member is not None:
            fact = cast("MemberErased", event.fact)
            forgetting.forget_words_about([event.member, *fact.merged], at=event.occurred_at)
