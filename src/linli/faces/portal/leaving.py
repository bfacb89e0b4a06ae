"""What is held about a visitor, and forgetting them: one step for the page, everything in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.connect.adapters.room.actions import forgetting, joining
from linli.faces.portal.access import Visitor
from linli.kernel.orgs.actor import Actor
from linli.people.members.actions import erasing
from linli.people.members.queries import people, profile
from linli.people.members.queries.profile import Profile


@dataclass(frozen=True)
class Held:
    """What Linli keeps about a person; None where their row is not written yet."""

    profile: Profile | None


def held(visitor: Visitor) -> Held:
    """The profile as the member may see it."""
    try:
        return Held(profile.profile_of(people.get_member(visitor.member)))
    except people.NoSuchMember:
        return Held(None)


@transaction.atomic
def forget(visitor: Visitor, *, by: Actor, at: datetime) -> None:
    """Leave every room, then take name, words and pictures out of Linli. It cannot be taken back."""
    for stay in visitor.stays:
        joining.leave(stay=stay, at=at)
    erasing.erase_member(member=people.get_member(visitor.member), by=by, at=at)
    forgetting.forget_guest(guest=visitor.guest, at=at)
