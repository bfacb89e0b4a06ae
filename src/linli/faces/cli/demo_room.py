"""The demo's built-in room: people who came in by a link and talked, so that the phone page is alive at
once.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from linli.connect.adapters.room.actions import joining, rooms, speaking
from linli.connect.adapters.room.models import RoomLink, RoomStay
from linli.connect.gateway.models import Address
from linli.faces.cli import demo_words as words
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries
from linli.people.communities.actions import groups

GUESTS = 9
TALK_HOURS = 30
ADDRESS = "demo-room"


def furnish(community: int, *, by: Actor, at: datetime) -> RoomLink:
    """Open a room with a day of talk; returns the link that lets people in."""
    rng = random.Random(21)  # noqa: S311 - a story, not a secret
    began = at - timedelta(hours=TALK_HOURS)
    channel = rooms.open_channel(name="内置房间", at=began)
    groups.bind_group(
        community=queries.get_community(community),
        name="书友茶座",
        channel_id=channel.id,
        external=ADDRESS,
        by=by,
        at=began,
    )
    address = Address.objects.select_related("channel").get(channel=channel, external=ADDRESS)
    link = rooms.make_link(room=rooms.open_room(address=address), by=by, at=began)
    stays = [
        joining.join(
            link=link, guest=None, name=words.name(30 + number), at=began + timedelta(minutes=3 * number)
        ).stay
        for number in range(GUESTS)
    ]
    for moment in _moments(rng, began + timedelta(minutes=40), at):
        _talk(rng, stays, moment)
    return link


def let_newcomers_in(link: RoomLink, *, at: datetime) -> None:
    """Two more people come in just now, for the playbooks to greet."""
    for number in range(GUESTS, GUESTS + 2):
        joining.join(link=link, guest=None, name=words.name(30 + number), at=at)


def _moments(rng: random.Random, first: datetime, last: datetime) -> Iterator[datetime]:
    moment = first
    while moment < last:
        yield moment
        moment += timedelta(minutes=rng.randint(4, 90))


def _talk(rng: random.Random, stays: list[RoomStay], at: datetime) -> None:
    speaker, other = rng.sample(stays, 2)
    if rng.random() < 0.6:
        speaking.post(stay=speaker, text=words.saying(rng), at=at)
        return
    asked = speaking.post(stay=speaker, text=words.question(rng), at=at)
    speaking.post(stay=other, text=words.answer(rng), at=at + timedelta(minutes=2), reply_to=asked.external)
