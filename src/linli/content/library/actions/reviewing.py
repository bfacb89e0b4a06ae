"""Having an item judged before it may be used: asked as a task, done by somebody who did not write it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.content.library.actions import items
from linli.content.library.actions.items import CannotMoveItem
from linli.content.library.models import Item, ItemVersion, Review
from linli.content.library.queries import policies
from linli.content.library.rules import items as rules
from linli.content.library.rules import quality
from linli.content.library.rules.items import ItemState
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import Permission, Role, is_granted
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.actions.opening import Opening

DUE_DAYS = 2
MAX_NOTE = 1000
REVIEWERS = "editor"


class CannotReview(Refusal):
    """The form does not count, or its writer may not judge this item."""


@transaction.atomic
def ask_review(*, item: Item, by: Actor, at: datetime) -> Item:
    """Send a draft to be judged, and open the task for it. Raises CannotMoveItem."""
    row = items.lock(item.id)
    if row.state == ItemState.REVIEW:
        return row
    if row.state != ItemState.DRAFT:
        raise CannotMoveItem(_("only a draft is sent to be reviewed: make it a draft first"))
    _check_ready(row, at)
    items.put(row, ItemState.REVIEW, by=by, at=at)
    items.record(row, "item.review_asked", by=by, at=at)
    wanted = Opening(
        key=items.task_origin(row),
        about="review",
        title=_("Review: {title}").format(title=row.title)[:200],
        community=row.community_id,
        member=row.member_id,
        origin=items.task_origin(row),
        source=_("content library"),
        role=REVIEWERS,
        due_at=at + timedelta(days=DUE_DAYS),
        outcomes=(),
    )
    opening.open_tasks([wanted], by=by, at=at)
    return row


@transaction.atomic
def review_item(
    *,
    item: Item,
    scores: Mapping[str, int],
    has_no_defects: bool,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Review:
    """Judge what is in review: it is approved when it passes, else a draft again.

    Raises CannotReview, and CannotMoveItem where nothing waits to be judged.
    """
    _check_form(scores, note)
    row = items.lock(item.id)
    if row.state != ItemState.REVIEW:
        raise CannotMoveItem(_("this item does not wait for a review: send it to one first"))
    version = ItemVersion.objects.get(item=row, number=row.number)
    if version.made_by == by.code and _has_colleagues():
        raise CannotReview(_("who wrote it does not judge it: ask a colleague to review it"))
    least = policies.get_policy().least_mean
    is_passed = quality.passes(scores, has_no_defects=has_no_defects, least=least)
    made, _is_new = Review.objects.update_or_create(
        item=row,
        number=row.number,
        made_by=by.code,
        defaults={
            "scores": dict(scores),
            "mean": quality.mean(scores),
            "has_no_defects": has_no_defects,
            "is_passed": is_passed,
            "note": note.strip(),
            "made_at": at,
        },
    )
    if is_passed:
        items.approve(row, by=by, at=at)
    else:
        items.put(row, ItemState.DRAFT, by=by, at=at)
    items.record(row, "item.reviewed", by=by, at=at)
    closing.settle_elsewhere({items.task_origin(row): "approved" if is_passed else "changes"}, at=at, by=by)
    reviewed: Review = made
    return reviewed


def _has_colleagues() -> bool:
    """Is there anybody else who could judge?"""
    able = [role.value for role in Role if is_granted(role, Permission.PLAYBOOK_EDIT)]
    return Seat.objects.filter(staff__is_active=True, role__in=able).count() > 1


def _check_ready(row: Item, at: datetime) -> None:
    version = ItemVersion.objects.get(item=row, number=row.number)
    if not rules.has_right(licence=row.licence, ends_on=row.right_ends_on, today=timezone.localdate(at)):
        raise CannotMoveItem(_("it is not known that this may be used, or not any more: say why it may"))
    missing = rules.missing_alternative(row.format, alt=version.alt, transcript=version.transcript)
    if missing == "alt":
        raise CannotMoveItem(_("describe the picture in words for those who cannot see it"))
    if missing == "transcript":
        raise CannotMoveItem(_("write down what is said for those who cannot hear it"))


def _check_form(scores: Mapping[str, int], note: str) -> None:
    problem = quality.problem(scores)
    if problem == "few":
        raise CannotReview(_("judge at least %(least)s criteria") % {"least": quality.LEAST_JUDGED})
    if problem:
        raise CannotReview(_("a criterion gets 1 to 5: choose one of them"))
    if len(note) > MAX_NOTE:
        raise CannotReview(_("the note has at most %(most)s characters: shorten it") % {"most": MAX_NOTE})
