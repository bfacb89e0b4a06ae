"""What was published and what for: the mix of categories, items that serve nothing, uses of one item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from linli.content.library.models import Adjustment, Item, Link, Review, Use
from linli.content.library.queries import policies
from linli.content.library.rules import mix as rules
from linli.content.library.rules.items import Aim
from linli.content.library.rules.mix import Share


@dataclass(frozen=True)
class UseLine:
    """Where an item was published."""

    community_id: int | None
    group_id: int | None
    origin: str
    used_at: datetime


@dataclass(frozen=True)
class Served:
    """How many items that are not retired say what they are for."""

    total: int
    serving: int
    needs: tuple[tuple[str, int], ...]

    @property
    def idle(self) -> int:
        """Those that serve no need, persona or goal."""
        return self.total - self.serving


def mix(community_id: int | None, since: datetime, *, until: datetime | None = None) -> list[Share]:
    """Shares of the categories among what was published in a community since then, against its targets.

    None: in all communities, against the organisation's targets.
    """
    found = Use.objects.filter(used_at__gte=since)
    if until is not None:
        found = found.filter(used_at__lt=until)
    if community_id is None:
        wanted = policies.get_policy().categories
    else:
        found = found.filter(community_id=community_id)
        wanted = policies.get_strategy(community_id).categories
    counts = dict(found.order_by().values_list("category").annotate(n=Count("id")))
    return rules.shares(counts, wanted)


def aims(community_id: int | None, since: datetime) -> list[tuple[str, int]]:
    """How often each aim was served, in the order in which trust grows; product comes last."""
    found = Use.objects.filter(used_at__gte=since)
    if community_id is not None:
        found = found.filter(community_id=community_id)
    counts = dict(found.order_by().values_list("aim").annotate(n=Count("id")))
    return [(one.value, counts.get(one.value, 0)) for one in Aim]


def sources(community_id: int | None, since: datetime) -> dict[str, int]:
    """How much of what was published came from the team, from members and from guests."""
    found = Use.objects.filter(used_at__gte=since)
    if community_id is not None:
        found = found.filter(community_id=community_id)
    return dict(found.order_by().values_list("source").annotate(n=Count("id")))


def served(community_ids: Sequence[int] | None = None) -> Served:
    """How many items serve something, and which needs are written for most."""
    found = Item.objects.exclude(state__in=("retired", "withdrawn"))
    if community_ids is not None:
        found = found.filter(community_id__in=community_ids)
    idle = found.filter(need="", persona="", goal="").count()
    total = found.count()
    needs = (
        found.exclude(need="").order_by().values_list("need").annotate(n=Count("id")).order_by("-n", "need")
    )
    return Served(total, total - idle, tuple(needs[:10]))


def uses_of(item_id: int, *, most: int = 50) -> list[UseLine]:
    """Where an item was published, latest first."""
    rows = Use.objects.filter(item_id=item_id).order_by("-used_at", "-id")[:most]
    return [UseLine(one.community_id, one.group_id, one.origin, one.used_at) for one in rows]


def reviews_of(item_id: int) -> list[Review]:
    """The judgements on an item, latest first."""
    return list(Review.objects.filter(item_id=item_id).order_by("-made_at", "-id"))


def adjustments_of(item_id: int) -> list[Adjustment]:
    """What should change in an item and what did, open ones first."""
    return list(Adjustment.objects.filter(item_id=item_id).order_by("-done_at", "-made_at"))


def links_of(item_id: int, kind: str) -> list[int]:
    """What an item was made into or holds: ids of topics ("topic") or items ("holds")."""
    rows = Link.objects.filter(item_id=item_id, kind=kind).order_by("place", "id")
    return list(rows.values_list("target", flat=True))
