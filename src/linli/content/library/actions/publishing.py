"""Publishing what a member gave, rewarding them, and taking it out everywhere when they want it back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.content.library.actions import items, sharing, using
from linli.content.library.actions.sharing import CannotShare
from linli.content.library.models import File, Item, ItemVersion, Submission, Use
from linli.content.library.queries import files, policies
from linli.content.library.rules import sharing as rules
from linli.content.library.rules.items import Format, ItemState, Licence, Source
from linli.content.library.rules.sharing import Permission, Verdict
from linli.content.library.shapes import Draft, Head
from linli.facts.library import UgcAccepted, UgcWithdrawn
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import UnknownVerb, registry
from linli.people.members.queries import people
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.actions.opening import Opening

AWARD = "growth.award_points"
RECALL_DAYS = 1
MOST_PICKED = 30


class CannotDigest(Refusal):
    """There is nothing to put into a digest, or too much."""


@transaction.atomic
def take(
    *, submission: Submission, title: str, category: str, text: str = "", by: Actor, at: datetime
) -> Item:
    """Make a draft of what a member permitted, with their name as they want it, and give them their points.

    text  edited words; "" takes theirs. Raises CannotShare, checking.CannotKeepItem.
    """
    row = sharing.lock(submission.id)
    if not rules.can_take(permission=row.permission, verdict=row.verdict):
        raise CannotShare(_("the member has not said yes, or this is decided: ask them first"))
    name = people.get_member(row.member_id).name
    found = File.objects.filter(token__in=row.files).defer("content").order_by("id")
    parts = tuple(files.part_of(one) for one in found)
    head = Head(
        title=title,
        format=Format.IMAGE if parts and not row.text else Format.TEXT,
        category=category,
        community_id=row.community_id,
        source=Source.MEMBER,
        licence=Licence.PERMISSION,
        credit=rules.credit_line(row.credit_by, name=name, other=row.credit_other),
    )
    draft = Draft(body=text.strip() or row.text, parts=parts, alt=title if parts else "")
    item = items.write_item(head=head, draft=draft, member_id=row.member_id, by=by, at=at)
    row.item_id, row.verdict, row.decided_at = item.id, Verdict.TAKEN, at
    row.points = _reward(row, by, at)
    row.save()
    sharing.tell(row, UgcAccepted(row.id, item.id), by, at)
    if by.origin in {"staff", "api"}:
        audit.record("ugc.accepted", subject=f"share:{row.id}", by=by, at=at, after={"item": item.id})
    return item


@transaction.atomic
def withdraw(*, submission: Submission, by: Actor, at: datetime) -> None:
    """Take back what was given: its words and pictures go, here and from every item and digest.

    Where it was published already, a task asks the team to recall it.
    """
    row = sharing.lock(submission.id)
    if row.permission == Permission.WITHDRAWN:
        return
    item_id = row.item_id or 0
    File.objects.filter(token__in=row.files, member_id=row.member_id).delete()
    row.permission, row.text, row.files = Permission.WITHDRAWN, "", []
    row.decided_at = row.decided_at or at
    row.save()
    if item_id:
        _blank(item_id, by, at)
    sharing.tell(row, UgcWithdrawn(row.id, item_id), by, at)
    used = Use.objects.filter(item_id=item_id).count() if item_id else 0
    if used:
        _ask_for_recall(row, used, by, at)


@transaction.atomic
def make_digest(
    *,
    title: str,
    intro: str,
    category: str,
    community_id: int | None,
    holds: Sequence[int],
    by: Actor,
    at: datetime,
) -> Item:
    """A draft that holds approved items, in order; one that is taken back later is no longer in it.

    Raises CannotDigest, checking.CannotKeepItem.
    """
    wanted = list(dict.fromkeys(holds))
    fitting = Item.objects.filter(id__in=wanted, state=ItemState.APPROVED)
    if not 1 <= len(wanted) <= MOST_PICKED or fitting.count() != len(wanted):
        raise CannotDigest(_("choose 1 to %(most)s approved items for the selection") % {"most": MOST_PICKED})
    head = Head(title=title, format=Format.DIGEST, category=category, community_id=community_id)
    item = items.write_item(head=head, draft=Draft(body=intro), by=by, at=at)
    for place, one in enumerate(wanted):
        using.link(item_id=item.id, kind="holds", target=one, at=at, place=place)
    return item


def _blank(item_id: int, by: Actor, at: datetime) -> None:
    row = items.lock(item_id)
    ItemVersion.objects.filter(item=row).delete()
    closing.cancel_tasks({items.task_origin(row): "withdrawn"}, at=at, by=by)
    row.title = row.credit = row.permission_note = ""
    row.approved_number = None
    items.put(row, ItemState.WITHDRAWN, by=by, at=at)


def _ask_for_recall(row: Submission, used: int, by: Actor, at: datetime) -> None:
    wanted = Opening(
        key=f"recall:share:{row.id}",
        about="other",
        title=_("Recall what a member took back"),
        purpose=_(
            "It was published {count} times before: take the messages back where that is possible."
        ).format(count=used),
        community=row.community_id,
        member=row.member_id,
        origin=f"share:{row.id}",
        source=_("content library"),
        role="moderator",
        due_at=at + timedelta(days=RECALL_DAYS),
    )
    opening.open_tasks([wanted], by=by, at=at)


def _reward(row: Submission, by: Actor, at: datetime) -> int:
    points = policies.get_policy().share_points
    if not points:
        return 0
    context = Context(
        org_id=scope.org_id(),
        community_id=row.community_id,
        at=at,
        actor=by.code,
        key=f"share:{row.id}",
        group_id=row.group_id,
        member_id=row.member_id,
    )
    try:
        registry.run(AWARD, {"points": points, "reason": _("A contribution that was published")}, context)
    except UnknownVerb:
        return 0
    return points
