"""How many fit into a group, how many are in, how many were promised a place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from linli.people.communities.models import Community, Group
from linli.people.entry.models import Application
from linli.people.entry.rules import states
from linli.people.entry.rules.policy import Policy
from linli.people.members.models import Membership

PROMISED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Space:
    """The places of a group; `capacity` None: as many as come."""

    group_id: int | None
    capacity: int | None
    inside: int
    promised: int

    @property
    def has_room(self) -> bool:
        """Is there a place for one more?"""
        return states.has_room(capacity=self.capacity, inside=self.inside, promised=self.promised)

    @property
    def left(self) -> int | None:
        """How many places are left; None without a limit."""
        return None if self.capacity is None else max(0, self.capacity - self.inside - self.promised)


def target_group(community: Community, policy: Policy) -> Group | None:
    """The group one is let into: the policy's, or the community's oldest that is open."""
    found = Group.objects.filter(community=community, closed_at=None).order_by("opened_at", "id")
    chosen: Group | None = found.filter(id=policy.group).first() if policy.group else None
    return chosen or found.first()


def space_of(group: Group | None, *, at: datetime) -> Space:
    """The places of a group at a moment. Who was accepted in the last two weeks and is not in yet has one."""
    if group is None:
        return Space(None, None, 0, 0)
    inside = Membership.objects.filter(group_id=group.id, left_at=None)
    waiting = Application.objects.filter(group_id=group.id).filter(
        Q(state=states.OFFERED) | Q(state=states.ACCEPTED, joined_at=None, decided_at__gt=at - PROMISED_FOR)
    )
    return Space(group.id, group.capacity, inside.count(), waiting.count())


def is_inside(member_id: int, community_id: int) -> bool:
    """Is a member in one of the groups of a community now?"""
    found = Membership.objects.filter(member_id=member_id, community_id=community_id, left_at=None)
    return bool(found.exists())
