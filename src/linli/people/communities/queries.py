"""Reads about communities, their groups and their rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Address, Effect
from linli.connect.gateway.outbox.queries import OPEN_STATES
from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.communities.models import Community, Group, HistoryImport, RuleBook


class NoSuchCommunity(Refusal):
    """There is no such community, or this seat does not reach it: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("there is no such community here"))


class NoSuchGroup(Refusal):
    """There is no such group, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such group here"))


class NoSuchImport(Refusal):
    """There is no such import, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such import here"))


@dataclass(frozen=True)
class CommunityLine:
    """A community in a list, with how many of its groups are open."""

    id: int
    name: str
    slug: str
    stage: str
    zone: str
    opened_at: datetime
    open_groups: int
    type_code: str = ""
    type_label: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class GroupLine:
    """A group in a list, with where it lives; the address fields are None or "" when nothing is bound."""

    id: int
    name: str
    community_id: int
    community_name: str
    capacity: int | None
    opened_at: datetime
    closed_at: datetime | None
    channel_id: int | None
    channel_name: str
    adapter: str
    address: str
    region: str = ""


def communities(*, reach: frozenset[int] | None = None) -> QuerySet[Community]:
    """The communities a seat with this reach sees (None = all), by name."""
    found = Community.objects.order_by("name", "id")
    return found if reach is None else found.filter(id__in=reach)


def community_lines(*, reach: frozenset[int] | None = None) -> list[CommunityLine]:
    """The same with counts, in one query."""
    open_groups = (
        Group.objects.filter(community_id=OuterRef("id"), closed_at=None)
        .order_by()
        .values("community_id")
        .annotate(n=Count("id"))
        .values("n")
    )
    found = communities(reach=reach).annotate(open_groups=Subquery(open_groups))
    return [
        CommunityLine(
            id=one.id,
            name=one.name,
            slug=one.slug,
            stage=one.stage,
            zone=one.zone,
            opened_at=one.opened_at,
            open_groups=one.open_groups or 0,
            type_code=one.type_code,
            type_label=one.type_label,
            is_closed=one.closed_at is not None,
        )
        for one in found
    ]


def counts_by_type(*, reach: frozenset[int] | None = None) -> dict[str, int]:
    """How many open communities there are of each type code."""
    found = communities(reach=reach).filter(closed_at=None).order_by()
    return dict(found.values_list("type_code").annotate(n=Count("id")))


def get_community(community_id: int) -> Community:
    """A community of the organisation in scope, or NoSuchCommunity."""
    return _one(Community.objects.filter(id=community_id))


def find_community(name: str) -> Community | None:
    """A community by its exact name or slug."""
    named: Community | None = Community.objects.filter(name=name).first()
    return named or Community.objects.filter(slug=name).first()


def access_community(seat: Seat, community_id: int) -> Community:
    """A community this seat reaches, or NoSuchCommunity: the one door for ids that come from outside."""
    if seat.reach is not None and community_id not in seat.reach:
        raise NoSuchCommunity
    return _one(Community.objects.filter(id=community_id, org_id=seat.org_id))


def access_group(seat: Seat, group_id: int) -> Group:
    """A group in a community this seat reaches, with the community loaded; or NoSuchGroup."""
    group = Group.objects.select_related("community").filter(id=group_id, org_id=seat.org_id).first()
    if group is None or (seat.reach is not None and group.community_id not in seat.reach):
        raise NoSuchGroup
    found: Group = group
    return found


def get_group(group_id: int) -> Group:
    """A group of the organisation in scope with its community, or NoSuchGroup."""
    group = Group.objects.select_related("community").filter(id=group_id).first()
    if group is None:
        raise NoSuchGroup
    found: Group = group
    return found


def group_lines(
    *, community: int | None = None, reach: frozenset[int] | None = None, with_closed: bool = False
) -> list[GroupLine]:
    """Groups with their community, channel and address, in two queries, by community and name."""
    found = Group.objects.select_related("community").order_by("community__name", "name", "id")
    if community is not None:
        found = found.filter(community_id=community)
    if reach is not None:
        found = found.filter(community_id__in=reach)
    if not with_closed:
        found = found.filter(closed_at=None)
    groups = list(found)
    addresses = addresses_of([group.id for group in groups])
    return [_line(group, addresses.get(group.id)) for group in groups]


def addresses_of(group_ids: Sequence[int]) -> dict[int, Address]:
    """The platform address of each group that has one, with its channel."""
    found = Address.objects.select_related("channel").filter(group_id__in=group_ids).order_by("-id")
    return {one.group_id: one for one in found}


def unbound_addresses() -> list[Address]:
    """Groups that platforms told us of and nobody has bound to a community yet, with their channel."""
    return list(
        Address.objects.select_related("channel").filter(group_id=None).order_by("first_seen_at", "id")
    )


def current_rules(community_id: int) -> RuleBook | None:
    """The newest published rules of a community."""
    found: RuleBook | None = RuleBook.objects.filter(community_id=community_id).order_by("-version").first()
    return found


def rule_books(community_id: int) -> list[RuleBook]:
    """Every published version, newest first."""
    return list(RuleBook.objects.filter(community_id=community_id).order_by("-version"))


def history_imports(*, reach: frozenset[int] | None = None, limit: int = 50) -> list[HistoryImport]:
    """Imports of chat histories with their communities, newest first."""
    found = HistoryImport.objects.select_related("community").order_by("-started_at", "-id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return list(found[:limit])


def access_import(seat: Seat, import_id: int) -> HistoryImport:
    """An import into a community this seat reaches, or NoSuchImport."""
    found = HistoryImport.objects.select_related("community").filter(id=import_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchImport
    one: HistoryImport = found
    return one


def _one(found: QuerySet[Community]) -> Community:
    community = found.first()
    if community is None:
        raise NoSuchCommunity
    return community


def _line(group: Group, address: Address | None) -> GroupLine:
    return GroupLine(
        id=group.id,
        name=group.name,
        community_id=group.community_id,
        community_name=group.community.name,
        capacity=group.capacity,
        opened_at=group.opened_at,
        closed_at=group.closed_at,
        channel_id=address.channel_id if address else None,
        channel_name=address.channel.name if address else "",
        adapter=address.channel.adapter if address else "",
        address=address.external if address else "",
        region=group.region,
    )


def closing_communities() -> list[Community]:
    """Closed communities that still have open groups, because their farewell is on its way."""
    still = Group.objects.filter(closed_at=None).values("community_id")
    return list(Community.objects.filter(closed_at__isnull=False, id__in=still).order_by("id"))


def groups_with_open_effects(*, origin: str, group_ids: Sequence[int]) -> set[int]:
    """Which of these groups wait for an effect of this origin to be sent."""
    found = Effect.objects.filter(origin=origin, group_id__in=group_ids, state__in=OPEN_STATES)
    return set(found.values_list("group_id", flat=True))


def zones_of(community_ids: Sequence[int]) -> dict[int, str]:
    """The zones of communities of the organisation in scope, by id."""
    return dict(Community.objects.filter(id__in=community_ids).values_list("id", "zone"))
