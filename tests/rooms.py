"""A built-in room for tests: the cast's group as a room with a link, and Su and Momo inside with cookies."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from linli.connect.adapters.room import sessions
from linli.connect.adapters.room.actions import joining, rooms
from linli.connect.adapters.room.models import Room, RoomGuest, RoomLink, RoomStay
from linli.connect.gateway.models import Address

LATER = timedelta(days=365)


@dataclass(frozen=True)
class Inside:
    """A room, the way in, and who is in it. `at` is when they came."""

    room: Room
    link: RoomLink
    su: RoomStay
    momo: RoomStay
    at: object

    @property
    def address(self):
        return self.room.address.external


def furnish(cast, at):
    """Make the room of the cast's group, a link, and let Su and Momo in at `at`."""
    address = Address.objects.get(channel=cast.channel, group_id=cast.group.id)
    room = rooms.open_room(address=address)
    link = rooms.make_link(room=room, by=cast.by_lin, at=at)
    su = joining.join(link=link, guest=None, name="苏木", at=at).stay
    momo = joining.join(link=link, guest=None, name="Momo", at=at).stay
    return Inside(room, link, su, momo, at)


def elsewhere(cast, at):
    """A guest of Zhou's organisation, in a room of their own."""
    from linli.kernel.orgs import actor
    from linli.people.communities.actions import communities, groups

    by = actor.staff(cast.zhou.id)
    with cast.scope_elsewhere():
        community = communities.open_community(name="别家社群", by=by, at=at)
        channel = rooms.open_channel(name="房间", at=at)
        groups.bind_group(
            community=community, name="别家群", channel_id=channel.id, external="other", by=by, at=at
        )
        room = rooms.open_room(address=Address.objects.get(channel=channel, external="other"))
        link = rooms.make_link(room=room, by=by, at=at)
        return Inside(room, link, joining.join(link=link, guest=None, name="周远", at=at).stay, None, at)


def cookie_of(guest: RoomGuest):
    """The value of a guest's cookie."""
    one = sessions.Pass(guest.channel_id, guest.org_id, guest.id, guest.session)
    return sessions.written(sessions.Passes().using(one))


def client_of(guest: RoomGuest, language="en"):
    """A browser with the guest's cookie."""
    client = Client(headers={"accept-language": language})
    client.cookies[sessions.COOKIE] = cookie_of(guest)
    return client
