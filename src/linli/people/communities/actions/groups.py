"""Binding a group of a platform to a community, and closing it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Address, Channel
from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.people.communities import locking, queries
from linli.people.communities.models import Community, Group


class GroupNameTaken(Refusal):
    """Two groups of a community cannot share a name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("this community already has a group called “%(name)s”: choose another name") % {"name": name}
        )


class AddressTaken(Refusal):
    """One group of a platform cannot serve two groups of ours."""

    def __init__(self, address: Address) -> None:
        super().__init__(
            _("“%(address)s” already belongs to a group: close or change that one first")
            % {"address": address}
        )


class NoSuchChannel(Refusal):
    """The channel is not one of this organisation's."""

    def __init__(self) -> None:
        super().__init__(_("there is no such channel here: set one up first"))


@transaction.atomic
def bind_group(
    *,
    community: Community,
    name: str,
    channel_id: int,
    external: str,
    by: Actor,
    at: datetime,
    capacity: int | None = None,
) -> Group:
    """A new group of the community, living at `external` on a channel; from now on its traffic belongs here.

    Binding the same address to a group of the same name again returns that group. Raises AddressTaken,
    GroupNameTaken, NoSuchChannel and IsClosed.
    """
    if community.closed_at is not None:
        raise locking.IsClosed
    if not Channel.objects.filter(id=channel_id).exists():
        raise NoSuchChannel
    address = _lock_address(channel_id, external, name, at)
    if address.group_id is not None:
        return _same_group(address, community, name)
    group = _make_group(community, name, capacity, at)
    address.community_id, address.group_id = community.id, group.id
    address.save(update_fields=["community_id", "group_id"])
    fact = facts.GroupBound(channel=channel_id, address=external, name=name)
    log.append_one(fact, by=by, at=at, community=community.id, group=group.id)
    after = {**audit_values(group, "name", "community_id"), "channel": channel_id, "address": external}
    audit.record("group.bound", subject=f"group:{group.id}", by=by, at=at, after=after)
    return group


@transaction.atomic
def change_group(
    *,
    group: Group,
    by: Actor,
    at: datetime,
    name: str | None = None,
    capacity: int | None = None,
    region: str | None = None,
) -> Group:
    """Another name, capacity or region; what is None stays. Raises GroupNameTaken."""
    locked = _lock(group)
    named = ("name", "capacity") if region is None else ("name", "capacity", "region")
    before = audit_values(locked, *named)
    locked.name = name or locked.name
    locked.region = locked.region if region is None else region.strip()[:60]
    locked.capacity = locked.capacity if capacity is None else capacity
    try:
        with transaction.atomic():
            locked.save(update_fields=[*named])
    except IntegrityError:
        raise GroupNameTaken(locked.name) from None
    after = audit_values(locked, *named)
    audit.record("group.changed", subject=f"group:{locked.id}", by=by, at=at, before=before, after=after)
    return locked


@transaction.atomic
def close_group(*, group: Group, by: Actor, at: datetime) -> Group:
    """The group is over: its address is free again, its members' stays end. Safe to repeat."""
    locked = _lock(group)
    if locked.closed_at is not None:
        return locked
    locked.closed_at = at
    locked.save(update_fields=["closed_at"])
    Address.objects.filter(group_id=locked.id).update(community_id=None, group_id=None)
    log.append_one(facts.GroupClosed(), by=by, at=at, community=locked.community_id, group=locked.id)
    audit.record("group.closed", subject=f"group:{locked.id}", by=by, at=at)
    return locked


def _lock_address(channel_id: int, external: str, name: str, at: datetime) -> Address:
    """The address, made if no traffic came from it yet, locked so that two bindings cannot both win."""
    Address.objects.bulk_create(
        [Address(channel_id=channel_id, external=external, name=name, first_seen_at=at)],
        ignore_conflicts=True,
    )
    found: Address = Address.objects.select_for_update().get(channel_id=channel_id, external=external)
    return found


def _same_group(address: Address, community: Community, name: str) -> Group:
    group: Group | None = Group.objects.filter(id=address.group_id, community=community, name=name).first()
    if group is None:
        raise AddressTaken(address)
    return group


def _make_group(community: Community, name: str, capacity: int | None, at: datetime) -> Group:
    try:
        with transaction.atomic():
            made: Group = Group.objects.create(
                community=community, name=name, capacity=capacity, opened_at=at
            )
    except IntegrityError:
        raise GroupNameTaken(name) from None
    return made


def _lock(group: Group) -> Group:
    locked = Group.objects.select_for_update().filter(id=group.id).first()
    if locked is None:
        raise queries.NoSuchGroup
    found: Group = locked
    return found
