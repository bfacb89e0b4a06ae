"""Writing posts: a new one by hand, and new words or another place for one that is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel import texts as kernel_texts
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.run.calendar.actions import asking, moving, standing
from linli.run.calendar.actions.standing import CannotChange
from linli.run.calendar.models import Slot
from linli.run.calendar.queries import columns
from linli.run.calendar.rules import texts
from linli.run.calendar.rules.words import AHEAD, Aim, Category, State


@dataclass(frozen=True)
class SlotDraft:
    """What is said about a post; see `models.Slot`. No `group_ids`: every open group of the community."""

    title: str
    starts_at: datetime
    text: str = ""
    minutes: int = 30
    group_ids: tuple[int, ...] = ()
    item_id: int | None = None
    category: str = Category.INTERACTIVE
    aim: str = Aim.UNDERSTANDING
    owner_seat_id: int | None = None
    late_minutes: int = 120


@transaction.atomic
def write_slot(*, community_id: int, draft: SlotDraft, by: Actor, at: datetime) -> Slot:
    """A post by hand: an idea without words, a draft with some. Raises CannotChange."""
    _check(draft, community_id)
    moving.must_be_ahead(draft.starts_at, at)
    slot = Slot(
        community_id=community_id,
        needs_approval=columns.planning_of(community_id).needs_approval,
        is_touched=True,
        version=0,
    )
    _fill(slot, draft, by)
    slot.state = State.DRAFT if standing.has_content(slot) else State.IDEA
    standing.save(slot, "calendar.slot_written", before={}, by=by, at=at)
    return slot


@transaction.atomic
def edit_slot(*, slot_id: int, version: int, draft: SlotDraft, by: Actor, at: datetime) -> Slot:
    """New words, groups or time. What had been approved has to be approved again if the words changed.

    Raises CannotChange, NoSuchSlot; nothing is written then.
    """
    slot = standing.lock(slot_id, version=version)
    standing.must_be(slot, *AHEAD)
    _check(draft, slot.community_id)
    if draft.starts_at != slot.starts_at:
        moving.must_be_ahead(draft.starts_at, at)
    before, words, was_read = standing.audited(slot), (slot.text, slot.item_id), slot.state == State.IN_REVIEW
    _fill(slot, draft, by if words != (draft.text, draft.item_id) else None)
    slot.is_touched = True
    slot.state = _state_after(slot, has_new_words=words != (slot.text, slot.item_id))
    if slot.state != State.SCHEDULED:
        slot.approved_by, slot.approved_at = "", None
    if was_read and slot.state != State.IN_REVIEW:
        asking.nobody_needs(slot, reason="changed", by=by, at=at)
    standing.save(slot, "calendar.slot_edited", before=before, by=by, at=at)
    return slot


def _state_after(slot: Slot, *, has_new_words: bool) -> str:
    if not standing.has_content(slot):
        return State.IDEA
    if slot.state == State.IDEA or (has_new_words and slot.needs_approval):
        return State.DRAFT
    return str(slot.state)


def _fill(slot: Slot, draft: SlotDraft, author: Actor | None) -> None:
    slot.title, slot.text = draft.title.strip(), draft.text.strip()
    slot.starts_at, slot.ends_at = draft.starts_at, draft.starts_at + timedelta(minutes=draft.minutes)
    slot.group_ids, slot.item_id = list(draft.group_ids), draft.item_id
    slot.category, slot.aim = draft.category, draft.aim
    slot.owner_seat_id, slot.late_minutes = draft.owner_seat_id, draft.late_minutes
    if author is not None:
        slot.author = author.code


def _check(draft: SlotDraft, community_id: int) -> None:
    if not draft.title.strip() or len(draft.title) > texts.MAX_TITLE:
        raise CannotChange(
            _("a post needs a title of at most %(most)s characters") % {"most": texts.MAX_TITLE}
        )
    if len(draft.text) > texts.MAX_TEXT:
        raise CannotChange(_("a post has at most %(most)s characters: shorten it") % {"most": texts.MAX_TEXT})
    if draft.category not in set(Category) or draft.aim not in set(Aim):
        raise CannotChange(_("choose a category and an aim of the list"))
    if not 1 <= draft.minutes <= 24 * 60 or not 1 <= draft.late_minutes <= 24 * 60:
        raise CannotChange(_("a post lasts a minute to a day, and may be late by as much"))
    own = {line.id for line in communities.group_lines(community=community_id)}
    if not set(draft.group_ids) <= own:
        raise CannotChange(_("one of these groups is closed or belongs to another community"))
    try:
        texts.check(draft.text)
    except kernel_texts.BadText as bad:
        raise CannotChange(
            _("“%(word)s” cannot be filled in here; there are: %(known)s")
            % {"word": bad.word, "known": ", ".join(f"{{{one}}}" for one in texts.KNOWN)}
        ) from None
