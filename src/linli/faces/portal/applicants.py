"""Who stands at the door of a community: by their cookie, or nobody yet."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.models import RoomGuest, RoomStay
from linli.faces.portal import access
from linli.kernel.orgs import actor
from linli.kernel.orgs.actor import Actor
from linli.people.entry.queries import applications, policies
from linli.people.entry.queries.applications import Applied
from linli.people.entry.queries.links import Door
from linli.people.entry.queries.policies import Published
from linli.people.members.queries import people


@dataclass
class Caller:
    """Who stands at the door: the guest and member a cookie names, or nobody yet."""

    door: Door
    held: Published
    at: datetime
    ip: str | None
    guest: RoomGuest | None = None
    member: int | None = None
    ids: list[int] = field(default_factory=list)
    application: Applied | None = None

    @property
    def by(self) -> Actor:
        """The member who acts, where they are known."""
        return actor.member(self.member or 0, ip=self.ip)

    @property
    def stay(self) -> RoomStay | None:
        """The room of this community they are in."""
        if self.guest is None or self.member is None:
            return None
        here = self.door.community.id
        stays = (stay for stay in rooms.stays_of(self.guest) if stay.room.address.community_id == here)
        return next(stays, None)


def caller_of(request: HttpRequest, door: Door) -> Caller:
    """Who a request comes from, as far as this community is concerned."""
    made = Caller(
        door, policies.published(door.community.id), timezone.now(), request.META.get("REMOTE_ADDR")
    )
    for held in access.passes_of(request).passes.values():
        guest = rooms.find_guest(held.guest, held.session) if held.org == door.link.org_id else None
        if guest is not None and (member := rooms.member_id_of(guest)) is not None:
            made.guest, made.member = guest, member
            break
    if made.member is not None:
        made.ids = _ids(made.member)
        made.application = applications.find_latest(made.ids, door.community.id)
    return made


def _ids(member: int) -> list[int]:
    try:
        return people.all_ids(people.get_member(member).id)
    except people.NoSuchMember:  # the row of somebody who came a moment ago is not written yet
        return [member]
