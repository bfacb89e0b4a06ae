"""Platforms to choose from with their ranking for a community, and the venues where people meet."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.people.communities.models import Community, Venue, Visit

_FILE = Path(__file__).parents[1] / "presets" / "platforms.yaml"
# What each goal of a community asks of a platform.
ASKED_BY_GOALS = {
    "brand": ("brand", "content"),
    "client_communication": ("service", "one_to_one"),
    "stickiness": ("talk", "tool"),
    "activity": ("talk",),
    "new_members": ("new_users",),
    "k_factor": ("new_users", "relationship"),
    "conversion": ("conversion",),
    "gmv": ("conversion",),
    "loyalty": ("loyalty", "relationship"),
    "repurchase": ("conversion", "loyalty"),
    "word_of_mouth": ("relationship",),
    "retention": ("talk", "loyalty"),
    "satisfaction": ("service",),
}
TAGS = (
    "domestic",
    "overseas",
    "young",
    "visual",
    "local",
    "learning",
    "product",
    "internal",
    "content",
    "talk",
    "service",
    "conversion",
    "new_users",
    "brand",
    "tool",
)


class NoSuchPlatform(Refusal):
    """The register has no platform of this code, or the decision has no reason."""


class NoSuchVenue(Refusal):
    """There is no such venue here."""

    def __init__(self) -> None:
        super().__init__(_("there is no such venue here"))


class NoSuchVisitor(Refusal):
    """A name that nobody in the community has, or more than one."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is the name of nobody in this community, or of more than one") % {"name": name}
        )


@dataclass(frozen=True)
class PlatformEntry:
    """A platform of the register. `limit`: people in one group; `programs`: a program may send there."""

    code: str
    name: str
    base: str
    fit: str
    limit: int | None
    programs: bool
    cost: str
    tags: frozenset[str]
    note: str


@dataclass(frozen=True)
class Ranked:
    """A platform with how many wishes it fulfils, and which."""

    platform: PlatformEntry
    score: int
    fulfilled: tuple[str, ...]


def platforms() -> list[PlatformEntry]:
    """The register in the reader's language."""
    tongue = "zh" if (get_language() or "zh-hans").startswith("zh") else "en"
    return [
        PlatformEntry(
            **{**one, "name": one["name"][tongue], "fit": one["fit"][tongue], "note": one["note"][tongue]}
            | {"tags": frozenset(one["tags"])}
        )
        for one in _documents()
    ]


def get_platform(code: str) -> PlatformEntry:
    """A platform by its code, or NoSuchPlatform."""
    found = next((one for one in platforms() if one.code == code), None)
    if found is None:
        raise NoSuchPlatform(_("the register has no such platform: choose one of the list"))
    return found


def wishes_of(community: Community) -> tuple[str, ...]:
    """What a community asks of a platform, from its goals and whether it meets in person."""
    asked = [wish for goal in community.goals for wish in ASKED_BY_GOALS.get(goal, ())]
    return tuple(dict.fromkeys([*asked, *(("local",) if community.is_o2o else ())]))


def ranked(*, side: str, wishes: Collection[str]) -> list[Ranked]:
    """Every platform by how much it fulfils: two for the side it serves, one for each wish."""
    found = []
    for one in platforms():
        fulfilled = tuple(wish for wish in wishes if wish in one.tags)
        score = len(fulfilled) + (2 if side and side in one.tags else 0)
        found.append(Ranked(one, score, fulfilled))
    return sorted(found, key=lambda one: -one.score)


def venues(*, with_closed: bool = False) -> list[Venue]:
    """The places of the organisation, by name."""
    found = Venue.objects.order_by("name", "id")
    return list(found if with_closed else found.filter(closed_at=None))


def get_venue(venue_id: int) -> Venue:
    """A place of the organisation in scope, or NoSuchVenue."""
    found: Venue | None = Venue.objects.filter(id=venue_id).first()
    if found is None:
        raise NoSuchVenue
    return found


def visitors(names: Collection[str], *, community_id: int) -> list[int]:
    """The members of a community with exactly these names; NoSuchVisitor for a name of nobody or of two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.name, array_agg(DISTINCT m.id) FROM members_member m"
            " JOIN members_membership s ON s.member_id = m.id"
            " WHERE m.org_id = %s AND s.community_id = %s AND m.name = ANY(%s) AND m.merged_into_id IS NULL"
            " GROUP BY m.name",
            [scope.org_id(), community_id, list(names)],
        )
        found = dict(cursor.fetchall())
    for name in names:
        if len(found.get(name, ())) != 1:
            raise NoSuchVisitor(name)
    return [found[name][0] for name in dict.fromkeys(names)]


def visits(*, venue: int | None = None, member: int | None = None, limit: int = 50) -> list[Visit]:
    """Visits to a place or by a member, newest first."""
    found = Visit.objects.select_related("venue").order_by("-visited_on", "-id")
    for field, value in (("venue_id", venue), ("member_id", member)):
        if value is not None:
            found = found.filter(**{field: value})
    return list(found[:limit])


@cache
def _documents() -> list[dict[str, Any]]:
    return list(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
