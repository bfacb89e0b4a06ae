"""Reading items: for those who publish them, in lists, and one with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from linli.content.library.models import Item, ItemVersion, Link
from linli.content.library.queries.templates import parts_of
from linli.content.library.rules import composing
from linli.content.library.shapes import Compared, Draft
from linli.facts.inbound import Part
from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat

MOST_PICKED = 200


class NoSuchItem(Refusal):
    """There is no such item, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such item here"))


class ItemText(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it is published: the words of its approved version, or of the newest where none is.

    text       the whole text: options, comparisons, pieces of a digest and the credit with it
    is_approved  may be published: approved, with a right that has not ended
    last_used_at  the last use anywhere
    """

    id: int
    version: int
    title: str
    format: str
    category: str
    community: int | None
    text: str
    parts: tuple[Part, ...]
    alt: str
    credit: str
    is_approved: bool
    last_used_at: datetime | None


@dataclass(frozen=True)
class ItemLine:
    """An item in a list."""

    id: int
    title: str
    format: str
    category: str
    source: str
    state: str
    community_id: int | None
    subject: str
    tags: tuple[str, ...]
    due_on: date | None
    changed_at: datetime
    uses: int
    last_used_at: datetime | None
    serves_nothing: bool


@dataclass(frozen=True)
class ItemSearch:
    """What a list is narrowed to; "" or None = all. `reach`: communities of the seat that looks.

    community  its items and those of every community
    gap        "goal": serves no need, persona or goal; "alt": leaves somebody out
    """

    text: str = ""
    state: str = ""
    category: str = ""
    format: str = ""
    source: str = ""
    subject: str = ""
    tag: str = ""
    gap: str = ""
    community: int | None = None
    reach: frozenset[int] | None = None


def get_item(item_id: int) -> Item:
    """An item of the organisation in scope, or NoSuchItem."""
    found: Item | None = Item.objects.filter(id=item_id).first()
    if found is None:
        raise NoSuchItem
    return found


def access_item(seat: Seat, item_id: int) -> Item:
    """An item by an id from outside: of a community in reach, or of all. Raises NoSuchItem."""
    found: Item | None = _reached(Item.objects.filter(id=item_id), seat.reach).first()
    if found is None:
        raise NoSuchItem
    return found


def item_lines(search: ItemSearch) -> QuerySet[Item]:
    """Items last changed first; give a page of them to `as_lines`."""
    found = _reached(Item.objects.all(), search.reach)
    if search.community is not None:
        found = found.filter(Q(community_id=search.community) | Q(community_id=None))
    exact = {name: getattr(search, name) for name in ("category", "format", "source", "subject")}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    hidden = ("retired", "withdrawn")
    found = found.filter(state=search.state) if search.state else found.exclude(state__in=hidden)
    if search.tag:
        found = found.filter(tags__contains=[search.tag])
    if search.text:
        found = found.filter(Q(title__icontains=search.text) | Q(tags__contains=[search.text]))
    if search.gap == "goal":
        found = found.filter(need="", persona="", goal="")
    return found.order_by("-changed_at", "-id")


def as_lines(rows: Sequence[Item]) -> list[ItemLine]:
    """Rows of `item_lines` for a page, with their uses, in one query more."""
    used = _uses_of([one.id for one in rows])
    return [
        ItemLine(
            id=one.id,
            title=one.title,
            format=one.format,
            category=one.category,
            source=one.source,
            state=one.state,
            community_id=one.community_id,
            subject=one.subject,
            tags=tuple(one.tags),
            due_on=one.due_on,
            changed_at=one.changed_at,
            uses=used.get(one.id, (0, None))[0],
            last_used_at=used.get(one.id, (0, None))[1],
            serves_nothing=not (one.need or one.persona or one.goal),
        )
        for one in rows
    ]


def approved_items(community_id: int | None, *, text: str = "", most: int = MOST_PICKED) -> list[ItemLine]:
    """What may be published in a community, last changed first: for choosing one."""
    search = ItemSearch(state="approved", community=community_id, text=text)
    return as_lines(list(item_lines(search)[:most]))


def item_texts(item_ids: Sequence[int], *, today: date) -> dict[int, ItemText]:
    """Items as they are published, in four queries; what is gone or was taken back is left out."""
    rows = Item.objects.filter(id__in=item_ids).exclude(state="withdrawn")
    heads = {one.id: one for one in rows}
    versions = _current(heads)
    held = _held(list(heads))
    used = _uses_of(list(heads))
    return {
        id: _text(head, versions[id], held.get(id, ()), used.get(id, (0, None))[1], today)
        for id, head in heads.items()
        if id in versions
    }


def draft_of(item: Item) -> Draft:
    """The newest words of an item."""
    found = ItemVersion.objects.filter(item_id=item.id, number=item.number).first()
    return Draft() if found is None else as_draft(found)


def as_draft(version: ItemVersion) -> Draft:
    """A stored version as it is handed in."""
    return Draft(
        body=version.body,
        parts=parts_of(version.parts),
        options=tuple(version.extra.get("options", ())),
        rows=tuple(msgspec.convert(version.extra.get("rows", []), list[Compared])),
        alt=version.alt,
        transcript=version.transcript,
    )


def composed(draft: Draft, *, credit: str = "", pieces: Sequence[tuple[str, str]] = ()) -> str:
    """The words of a draft as they are sent."""
    return composing.compose(
        body=draft.body,
        options=draft.options,
        rows=[(row.indicator, row.ours, row.theirs, row.evidence) for row in draft.rows],
        pieces=pieces,
        credit=credit,
    )


def pieces_of(item_id: int) -> tuple[tuple[str, str], ...]:
    """The pieces of a digest that are still there, in order: words, and whose they are."""
    return _held([item_id]).get(item_id, ())


def _current(heads: dict[int, Item]) -> dict[int, ItemVersion]:
    wanted = [(one.id, one.approved_number or one.number) for one in heads.values()]
    rows = ItemVersion.objects.filter(item_id__in=list(heads))
    known = {(one.item_id, one.number): one for one in rows.filter(_either())}
    return {id: known[id, number] for id, number in wanted if (id, number) in known}


def _either() -> Q:
    return Q(number=F("item__approved_number")) | Q(number=F("item__number"))


def _held(item_ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Words and credits of what digests hold; what was taken back or is not approved is passed over."""
    links = list(Link.objects.filter(item_id__in=item_ids, kind="holds").order_by("item_id", "place", "id"))
    if not links:
        return {}
    heads = {
        one.id: one for one in Item.objects.filter(id__in=[one.target for one in links], state="approved")
    }
    versions = _current(heads)
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for one in links:
        if one.target in versions:
            words = composed(as_draft(versions[one.target]))
            found[one.item_id] = (*found.get(one.item_id, ()), (words, heads[one.target].credit))
    return found


def _text(
    head: Item,
    version: ItemVersion,
    pieces: Sequence[tuple[str, str]],
    last_used_at: datetime | None,
    today: date,
) -> ItemText:
    draft = as_draft(version)
    is_live = head.right_ends_on is None or head.right_ends_on >= today
    return ItemText(
        id=head.id,
        version=version.number,
        title=head.title,
        format=head.format,
        category=head.category,
        community=head.community_id,
        text=composed(draft, credit=head.credit, pieces=pieces),
        parts=draft.parts,
        alt=draft.alt,
        credit=head.credit,
        is_approved=head.approved_number is not None and is_live,
        last_used_at=last_used_at,
    )


def _uses_of(item_ids: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    rows = (
        Item.objects.filter(id__in=item_ids, uses__isnull=False)
        .annotate(n=Count("uses"), last=Max("uses__used_at"))
        .values_list("id", "n", "last")
        .order_by()
    )
    return {id: (n, last) for id, n, last in rows}


def _reached(found: QuerySet[Item], reach: frozenset[int] | None) -> QuerySet[Any]:
    return found if reach is None else found.filter(Q(community_id__in=reach) | Q(community_id=None))
