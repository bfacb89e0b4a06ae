"""A matrix to test with: a pool, a camp and a club of the cast's organisation, and people in them."""

from dataclasses import dataclass
from datetime import timedelta

from linli.kernel.orgs import scope
from linli.people.communities.actions import communities, groups
from linli.people.members.models import Member, Membership, Tag
from tests.cast import AT

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Meadow:
    """Three communities with a group each, on the channel of the cast."""

    pool: object
    camp: object
    club: object
    groups: dict


def build_meadow(cast, *, at=AT - 90 * DAY):
    made = {}
    for name, code in (("引流池", "traffic"), ("训练营一期", "training_camp"), ("书友会", "fan")):
        one = communities.open_community(name=name, type_code=code, by=cast.by_lin, at=at)
        group = groups.bind_group(
            community=one,
            name=f"{name}群",
            channel_id=cast.channel.id,
            external=f"room-{code}",
            by=cast.by_lin,
            at=at,
        )
        made[code] = (one, group)
    return Meadow(
        made["traffic"][0],
        made["training_camp"][0],
        made["fan"][0],
        {one.id: group for one, group in made.values()},
    )


def add_people(count, *, first=9_000_000):
    return [
        Member.objects.create(id=first + n, name=f"某{n}", sort_key=f"mou{n}", first_seen_at=AT - 90 * DAY).id
        for n in range(count)
    ]


def let_in(meadow, community, members, *, joined_at, left_at=None, spoke_at=None):
    Membership.objects.bulk_create(
        Membership(
            member_id=one,
            community_id=community.id,
            group_id=meadow.groups[community.id].id,
            joined_at=joined_at,
            left_at=left_at,
            last_spoke_at=spoke_at,
        )
        for one in members
    )


def tag(members, name, *, by):
    Tag.objects.bulk_create(
        Tag(member_id=one, name=name, since=AT, by=by.code, org_id=scope.org_id()) for one in members
    )
