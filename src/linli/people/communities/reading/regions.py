"""Where people are from, and which group or chapter of their own region they could be in.

The profiles room stands above this one; it is asked through its probe `person.field`, when that is there.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from linli.kernel.orgs import scope
from linli.kernel.verbs.arguments import BadArguments
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import UnknownProbe, registry
from linli.people.communities.deciding.splitting import Person
from linli.people.communities.models import Community, Group
from linli.people.communities.reading import figures

PROBE, FIELD = "person.field", "city"


@dataclass(frozen=True)
class Transfer:
    """People of a region who are elsewhere in the family, and the community or group for them."""

    region: str
    target: Community
    group: Group | None
    members: tuple[int, ...]


def regions_of(
    members: Collection[int], *, community_id: int, at: datetime, field: str = FIELD
) -> dict[int, str]:
    """The region each member names in their profile; empty where no room knows."""
    asked = Context(org_id=scope.org_id(), community_id=community_id, at=at, actor="system", key="regions")
    try:
        [name] = [one.name for one in registry.get_probe(PROBE).arguments][:1]
        read = registry.read(PROBE, sorted(members), asked, {name: field})
    except (UnknownProbe, BadArguments, ValueError):
        return {}
    return {id: place_of(str(value)) for id, value in read.items() if value not in (None, "")}


def place_of(answer: str) -> str:
    """The city or district of an answer like "province/city", without the word for city at its end."""
    return answer.rpartition("/")[2].strip().removesuffix("市")


def with_regions(people: list[Person], *, community_id: int, at: datetime) -> list[Person]:
    """The same people with their regions."""
    known = regions_of([one.id for one in people], community_id=community_id, at=at)
    return [replace(one, region=known.get(one.id, "")) for one in people]


def transfers(community: Community, *, at: datetime) -> list[Transfer]:
    """Who of a community belongs to a group or chapter of their own region, the largest number first."""
    places: dict[str, tuple[Community, Group | None]] = {}
    for group in Group.objects.filter(community=community, closed_at=None).exclude(region="").order_by("id"):
        places.setdefault(place_of(group.region), (community, group))
    family = Community.objects.filter(closed_at=None).exclude(region="").exclude(id=community.id)
    for one in family.filter(parent_id=community.id).order_by("id"):
        places.setdefault(place_of(one.region), (one, None))
    if not places:
        return []
    people = with_regions(figures.people_in(community.id), community_id=community.id, at=at)
    found = []
    for region, (target, group) in places.items():
        inside = {one.id for one in figures.people_in(target.id, group_id=group.id if group else None)}
        moving = tuple(one.id for one in people if one.region == region and one.id not in inside)
        if moving:
            found.append(Transfer(region, target, group, moving))
    return sorted(found, key=lambda one: (-len(one.members), one.region))
