"""Links into built-in rooms as the console shows them: address, QR picture, and whether they are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.models import RoomLink
from linli.connect.gateway.models import Address


@dataclass(frozen=True)
class LinkLine:
    """A link: `is_open` while it lets people in."""

    id: int
    url: str
    picture: str
    uses: int
    max_uses: int | None
    expires_at: datetime | None
    is_open: bool


@dataclass(frozen=True)
class Place:
    """A group on a channel: its name, whether it is bound, and in a built-in room its people and links."""

    address: int
    name: str
    external: str
    group: int | None
    community: int | None
    people: int | None = None
    links: Sequence[LinkLine] = ()

    @property
    def open_links(self) -> list[LinkLine]:
        """The links that let people in."""
        return [one for one in self.links if one.is_open]


def place_of(address: Address, *, is_room: bool, at: datetime) -> Place:
    """A group with what a built-in room knows of it."""
    room = rooms.find_room(address.id) if is_room else None
    links = [_line(one, at) for one in rooms.links_of(room)] if room else []
    return Place(
        address=address.id,
        name=str(address),
        external=address.external,
        group=address.group_id,
        community=address.community_id,
        people=rooms.count_guests(room) if room else None,
        links=links,
    )


def _line(link: RoomLink, at: datetime) -> LinkLine:
    url = f"{settings.PUBLIC_URL}/m/j/{link.token}/"
    is_open = rooms.is_open(link, at=at)
    picture = segno.make(url, error="m").svg_data_uri(scale=4, border=2) if is_open else ""
    return LinkLine(link.id, url, picture, link.uses, link.max_uses, link.expires_at, is_open)
