"""Materials that members may take home, and how often they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from linli.content.library.models import Download, Item, ItemVersion
from linli.content.library.queries.items import as_draft, composed
from linli.content.library.rules.items import opens_material
from linli.facts.inbound import Part
from linli.people.belonging.models import Belonging
from linli.people.roles.queries import readings


@dataclass(frozen=True)
class Material:
    """A material on the phone page. `is_open`: this member may take it home; if not, `parts` is empty."""

    id: int
    title: str
    format: str
    material_for: str
    is_open: bool
    text: str
    parts: tuple[Part, ...]
    changed_at: datetime


def materials_for(member_id: int, community_id: int, *, most: int = 100) -> list[Material]:
    """What is offered in a community, open or not yet, latest first; four queries."""
    rows = list(
        Item.objects.filter(Q(community_id=community_id) | Q(community_id=None))
        .filter(approved_number__isnull=False)
        .exclude(material_for="")
        .exclude(state__in=("retired", "withdrawn"))
        .order_by("-changed_at", "-id")[:most]
    )
    relation, has_role = _standing(member_id, community_id)
    versions = ItemVersion.objects.filter(item_id__in=[one.id for one in rows])
    known = {(one.item_id, one.number): one for one in versions}
    return [
        _material(one, known[one.id, one.approved_number], relation=relation, has_role=has_role)
        for one in rows
        if (one.id, one.approved_number) in known
    ]


def download_counts(item_ids: Sequence[int]) -> dict[int, int]:
    """How many downloads there were, by item."""
    rows = (
        Download.objects.filter(item_id__in=item_ids)
        .order_by()
        .values_list("item_id")
        .annotate(n=Count("id"))
    )
    return dict(rows)


def _standing(member_id: int, community_id: int) -> tuple[str, bool]:
    found = Belonging.objects.filter(member_id=member_id, community_id=community_id, left_at=None).first()
    roles = readings.roles_of([member_id]).get(member_id, ())
    return ("" if found is None else found.relation), bool(roles)


def _material(item: Item, version: ItemVersion, *, relation: str, has_role: bool) -> Material:
    is_open = opens_material(item.material_for, relation=relation, has_role=has_role)
    draft = as_draft(version)
    return Material(
        id=item.id,
        title=item.title,
        format=item.format,
        material_for=item.material_for,
        is_open=is_open,
        text=composed(draft, credit=item.credit) if is_open else "",
        parts=draft.parts if is_open else (),
        changed_at=item.changed_at,
    )
