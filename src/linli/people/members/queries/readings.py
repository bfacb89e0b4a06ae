"""Readings of many members or stays at once, for probes. Ids that are not there are not in the answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from linli.people.members.models import Member, Membership
from linli.people.members.queries import people


def joined_at(stays: Sequence[int]) -> Mapping[int, datetime]:
    """When each stay began."""
    return dict(Membership.objects.filter(id__in=stays).values_list("id", "joined_at"))


def last_spoke_at(stays: Sequence[int]) -> Mapping[int, datetime]:
    """When each was last heard, for those who ever were."""
    found = Membership.objects.filter(id__in=stays).exclude(last_spoke_at=None)
    return dict(found.values_list("id", "last_spoke_at"))


def tags(members: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The tags of each member, none included."""
    found = people.tags_of(members)
    known = Member.objects.filter(id__in=members).values_list("id", flat=True)
    return {id: list(found.get(id, ())) for id in known}


def is_operator(members: Sequence[int]) -> Mapping[int, bool]:
    """Whether each belongs to the team."""
    return dict(Member.objects.filter(id__in=members).values_list("id", "is_operator"))
