"""What the page of one member shows besides the timeline."""

from dataclasses import dataclass
from datetime import datetime

from linli.connect.gateway.models import Identity
from linli.people.communities.models import Group
from linli.people.members.models import Member, Membership, Merge, Nickname, Tag
from linli.people.members.queries import people


@dataclass(frozen=True)
class IdentityLine:
    """An account on a platform that stands for the member."""

    id: int
    channel_id: int
    channel_name: str
    adapter: str
    external: str
    name: str
    is_bot: bool
    first_seen_at: datetime


@dataclass(frozen=True)
class StayLine:
    """A stay in a group; `left_at` None while it lasts."""

    id: int
    group_id: int
    group_name: str
    community_id: int
    community_name: str
    stay: int
    joined_at: datetime
    left_at: datetime | None
    leave_reason: str
    last_spoke_at: datetime | None


@dataclass(frozen=True)
class NameLine:
    """A name the member was seen under, and since when."""

    name: str
    since: datetime
    identity_id: int


@dataclass(frozen=True)
class TagLine:
    """A tag, since when, and who put it there ("staff:3", "run:12")."""

    name: str
    since: datetime
    by: str


@dataclass(frozen=True)
class MergeLine:
    """A merge that can be taken back: the other record's id and name."""

    id: int
    merged_id: int
    merged_name: str
    merged_at: datetime
    by: str


@dataclass(frozen=True)
class Profile:
    """Everything about a member that is not an event. Newest first, where there is a time."""

    id: int
    name: str
    is_bot: bool
    is_operator: bool
    zone: str
    language: str
    first_seen_at: datetime
    erased_at: datetime | None
    identities: tuple[IdentityLine, ...]
    stays: tuple[StayLine, ...]
    names: tuple[NameLine, ...]
    tags: tuple[TagLine, ...]
    merges: tuple[MergeLine, ...]


def profile_of(member: Member, *, reach: frozenset[int] | None = None) -> Profile:
    """The page of a member, in six queries. A limited seat sees only the stays in its communities."""
    return Profile(
        id=member.id,
        name=member.name,
        is_bot=member.is_bot,
        is_operator=member.is_operator,
        zone=member.zone,
        language=member.language,
        first_seen_at=member.first_seen_at,
        erased_at=member.erased_at,
        identities=identities_of(member),
        stays=stays_of(member, reach=reach),
        names=names_of(member),
        tags=tags_of(member),
        merges=merges_of(member),
    )


def identities_of(member: Member) -> tuple[IdentityLine, ...]:
    """The accounts that stand for a member, first seen first."""
    found = Identity.objects.select_related("channel").filter(member_id=member.id)
    return tuple(
        IdentityLine(
            id=one.id,
            channel_id=one.channel_id,
            channel_name=one.channel.name,
            adapter=one.channel.adapter,
            external=one.external,
            name=one.name,
            is_bot=one.is_bot,
            first_seen_at=one.first_seen_at,
        )
        for one in found.order_by("first_seen_at", "id")
    )


def stays_of(member: Member, *, reach: frozenset[int] | None = None) -> tuple[StayLine, ...]:
    """The stays of a member, newest first."""
    found = Membership.objects.filter(member=member).order_by("-joined_at", "-id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    stays = list(found)
    group_ids = {stay.group_id for stay in stays}
    groups = Group.objects.select_related("community").in_bulk(group_ids)
    return tuple(_stay_line(stay, groups[stay.group_id]) for stay in stays)


def names_of(member: Member) -> tuple[NameLine, ...]:
    """The names of a member, newest first."""
    found = Nickname.objects.filter(member=member).order_by("-since", "-id")
    return tuple(NameLine(*row) for row in found.values_list("name", "since", "identity_id"))


def tags_of(member: Member) -> tuple[TagLine, ...]:
    """The tags of a member, by name."""
    found = Tag.objects.filter(member=member).order_by("name", "id")
    return tuple(TagLine(*row) for row in found.values_list("name", "since", "by"))


def merges_of(member: Member) -> tuple[MergeLine, ...]:
    """The merges into a member that can be taken back, newest first."""
    found = Merge.objects.filter(kept=member, undone_at=None).order_by("-merged_at", "-id")
    rows = found.values_list("id", "merged_id", "merged__name", "merged_at", "by")
    return tuple(MergeLine(*row) for row in rows)


def get_merge(member: Member, merge_id: int) -> Merge:
    """A merge into this member that has not been taken back, or NoSuchMember."""
    merge = Merge.objects.filter(id=merge_id, kept=member, undone_at=None).first()
    if merge is None:
        raise people.NoSuchMember
    found: Merge = merge
    return found


def _stay_line(stay: Membership, group: Group) -> StayLine:
    return StayLine(
        id=stay.id,
        group_id=stay.group_id,
        group_name=group.name,
        community_id=stay.community_id,
        community_name=group.community.name,
        stay=stay.stay,
        joined_at=stay.joined_at,
        left_at=stay.left_at,
        leave_reason=stay.leave_reason,
        last_spoke_at=stay.last_spoke_at,
    )
