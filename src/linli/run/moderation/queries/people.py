"""Whom a measure reaches: who is exempt, what people are called on their platform, what language a group
speaks.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from linli.connect.gateway.models import Address, Identity
from linli.people.communities.models import Community
from linli.people.members.models import Member


class PlatformName(NamedTuple):
    """How a person is known where a group lives: the platform's id and the name shown."""

    external: str
    name: str


def exempt(member_ids: Collection[int]) -> frozenset[int]:
    """Those of these members whom no rule touches: operators and programs."""
    found = Member.objects.filter(Q(is_operator=True) | Q(is_bot=True), id__in=member_ids)
    return frozenset(found.values_list("id", flat=True))


def platform_names(
    group_ids: Collection[int], member_ids: Collection[int]
) -> dict[tuple[int, int], PlatformName]:
    """For (group, member): who the member is on the channel of the group."""
    channels = dict(Address.objects.filter(group_id__in=group_ids).values_list("group_id", "channel_id"))
    identities = Identity.objects.filter(channel_id__in=set(channels.values()), member_id__in=member_ids)
    known = {
        (channel, member): PlatformName(external, name)
        for channel, member, external, name in identities.order_by("-id").values_list(
            "channel_id", "member_id", "external", "name"
        )
    }
    return {
        (group, member): known[channel, member]
        for group, channel in channels.items()
        for member in member_ids
        if (channel, member) in known
    }


def languages(community_ids: Collection[int]) -> dict[int, str]:
    """The language of each community."""
    return dict(Community.objects.filter(id__in=community_ids).values_list("id", "language"))
