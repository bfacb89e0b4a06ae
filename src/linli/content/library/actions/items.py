"""Writing items of content, and moving them from an idea to what may be said."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from linli.content.library.actions import checking
from linli.content.library.models import Item, ItemVersion
from linli.content.library.queries import policies
from linli.content.library.rules import items as rules
from linli.content.library.rules.items import ItemState, Licence
from linli.content.library.shapes import Draft, Head
from linli.facts.library import ItemApproved
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.actions import closing

_HEAD = tuple(field.name for field in msgspec.structs.fields(Head))


class CannotMoveItem(Refusal):
    """An item cannot go from where it is to where it was sent."""


@transaction.atomic
def write_item(
    *,
    head: Head,
    draft: Draft,
    state: str = ItemState.DRAFT,
    member_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Item:
    """Begin an item as an idea, a plan or a draft. Raises checking.CannotKeepItem."""
    kept, words = _checked(head, draft)
    if state not in {ItemState.IDEA, ItemState.PLAN, ItemState.DRAFT}:
        raise checking.CannotKeepItem(_("an item begins as an idea, a plan or a draft"))
    row: Item = Item.objects.create(
        **_columns(kept),
        state=state,
        member_id=member_id,
        made_at=at,
        made_by=by.code,
        changed_at=at,
        changed_by=by.code,
    )
    _add_version(row, words, by=by, at=at)
    record(row, "item.made", by=by, at=at)
    return row


@transaction.atomic
def change_item(*, item: Item, head: Head, draft: Draft, by: Actor, at: datetime) -> Item:
    """New words are a new version and a draft again; the approved version may be used until then.

    Raises checking.CannotKeepItem, and CannotMoveItem for what its member took back.
    """
    kept, words = _checked(head, draft)
    row = lock(item.id)
    if row.state == ItemState.WITHDRAWN:
        raise CannotMoveItem(_("its member took it back: it cannot be used or changed any more"))
    newest = ItemVersion.objects.get(item=row, number=row.number)
    is_same = _fields(words) == {name: getattr(newest, name) for name in _fields(words)}
    columns = _columns(kept)
    if is_same and all(getattr(row, name) == value for name, value in columns.items()):
        return row
    for name, value in columns.items():
        setattr(row, name, value)
    if not is_same:
        _take_back_review(row, by=by, at=at)
        row.number += 1
        _add_version(row, words, by=by, at=at)
        if row.state in {ItemState.REVIEW, ItemState.APPROVED, ItemState.RETIRED}:
            row.state = ItemState.DRAFT
    row.changed_at, row.changed_by = at, by.code
    row.save()
    record(row, "item.changed", by=by, at=at)
    return row


@transaction.atomic
def move_item(*, item: Item, state: str, by: Actor, at: datetime) -> Item:
    """Take an item to another state by hand; "review" and "approved" are of `actions.reviewing`.

    Raises CannotMoveItem.
    """
    row = lock(item.id)
    if row.state == state:
        return row
    is_by_hand = state in {ItemState.IDEA, ItemState.PLAN, ItemState.DRAFT, ItemState.RETIRED}
    if not is_by_hand or not rules.can_move(row.state, state):
        raise CannotMoveItem(_("the item cannot go there from where it is: choose one of the steps shown"))
    _take_back_review(row, by=by, at=at)
    put(row, state, by=by, at=at)
    record(row, "item.moved", by=by, at=at)
    return row


def lock(item_id: int) -> Item:
    """The row, held until the transaction ends."""
    found: Item = Item.objects.select_for_update().get(id=item_id)
    return found


def task_origin(row: Item) -> str:
    """Who asks for the review of the newest version of a row, as tasks name it."""
    return f"item:{row.id}:{row.number}"


def put(row: Item, state: str, *, by: Actor, at: datetime) -> None:
    """Write the state of a held row; a retired item may not be used."""
    row.state, row.changed_at, row.changed_by = state, at, by.code
    if state == ItemState.RETIRED:
        row.approved_number = None
    row.save()


def approve(row: Item, *, by: Actor, at: datetime) -> None:
    """Let the newest version of a held row be used."""
    row.approved_number = row.number
    put(row, ItemState.APPROVED, by=by, at=at)
    log.append_one(ItemApproved(row.id, row.number, row.category), by=by, at=at, community=row.community_id)


def record(row: Item, action: str, *, by: Actor, at: datetime) -> None:
    """What somebody of the team did to an item, without its words."""
    if by.origin in {"staff", "api"}:
        after = {"state": row.state, "version": row.number}
        audit.record(action, subject=f"item:{row.id}", by=by, at=at, after=after)


def _take_back_review(row: Item, *, by: Actor, at: datetime) -> None:
    if row.state == ItemState.REVIEW:
        closing.cancel_tasks({task_origin(row): "changed"}, at=at, by=by)


def _checked(head: Head, draft: Draft) -> tuple[Head, Draft]:
    codes = [one.code for one in policies.get_policy().categories]
    return checking.head(head, codes), checking.draft(draft, head.format)


def _columns(head: Head) -> dict[str, object]:
    columns: dict[str, object] = {name: getattr(head, name) for name in _HEAD}
    columns["tags"] = list(head.tags)
    if head.source == rules.Source.MEMBER and head.licence == Licence.OWN:
        columns["licence"] = Licence.PERMISSION
    return columns


def _add_version(row: Item, words: Draft, *, by: Actor, at: datetime) -> None:
    ItemVersion.objects.create(
        item=row,
        member_id=row.member_id,
        number=row.number,
        made_at=at,
        made_by=by.code,
        **_fields(words),
    )


def _fields(words: Draft) -> dict[str, object]:
    extra: dict[str, Sequence[object]] = {}
    if words.options:
        extra["options"] = list(words.options)
    if words.rows:
        extra["rows"] = msgspec.to_builtins(list(words.rows))
    return {
        "body": words.body,
        "parts": msgspec.to_builtins(list(words.parts)),
        "extra": extra,
        "alt": words.alt,
        "transcript": words.transcript,
    }
