"""What members give: taking it in, asking whether it may be published, declining it, thanking them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.content.library.models import File, Submission
from linli.content.library.rules import sharing as rules
from linli.content.library.rules.sharing import CreditBy, Kind, Permission, Verdict
from linli.content.library.shapes import Gift
from linli.facts.fact import Fact
from linli.facts.library import UgcAnswered, UgcDeclined, UgcPermitted, UgcSubmitted
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.belonging.models import Belonging
from linli.people.communities.queries import get_community
from linli.people.members.models import Membership


class CannotShare(Refusal):
    """What was given is empty, too long, too much for a day, or of somebody who is not here."""


@transaction.atomic
def give(*, gift: Gift, by: Actor, at: datetime) -> Submission:
    """Take in what a member gave or said; the same key again gives back what there is. Raises CannotShare."""
    text = gift.text.strip()
    _check(gift, text, at)
    permission = Permission.UNASKED
    if gift.may_publish is not None:
        permission = Permission.YES if gift.may_publish else Permission.NO
    row = Submission(
        key=gift.key,
        member_id=gift.member_id,
        community_id=gift.community_id,
        group_id=gift.group_id,
        message=gift.message,
        kind=gift.kind,
        text=text,
        files=list(gift.files),
        credit_by=gift.credit_by,
        credit_other=gift.credit_other.strip(),
        permission=permission,
        given_at=gift.given_at or at,
        permitted_at=at if permission == Permission.YES else None,
    )
    Submission.objects.bulk_create([row], ignore_conflicts=True)
    kept: Submission = Submission.objects.get(key=gift.key)
    fresh = UgcSubmitted(kept.id, kept.kind)
    draft_key = f"ugc:{kept.id}:submitted"
    told = log.append_one(
        fresh,
        by=by,
        at=at,
        community=kept.community_id,
        group=kept.group_id,
        member=kept.member_id,
        key=draft_key,
    )
    if told is not None:
        _record("ugc.submitted", kept, by, at)
    return kept


@transaction.atomic
def ask_permission(*, submission: Submission, by: Actor, at: datetime) -> Submission:
    """Put the question on the member's phone page, and write to them; no answer is no use."""
    row = lock(submission.id)
    if row.permission == Permission.UNASKED:
        row.permission, row.asked_at = Permission.ASKED, at
        row.save()
        _write_to_member(row, by, at)
        _record("ugc.asked", row, by, at)
    return row


@transaction.atomic
def answer_permission(
    *,
    submission: Submission,
    is_allowed: bool,
    credit_by: str = CreditBy.NAME,
    credit_other: str = "",
    by: Actor,
    at: datetime,
) -> Submission:
    """The member says whether it may be published and how they want to be named. Raises CannotShare."""
    row = lock(submission.id)
    if row.verdict != Verdict.OPEN or row.permission == Permission.WITHDRAWN:
        raise CannotShare(_("this is decided already: take it back if you have changed your mind"))
    _check_credit(credit_by, credit_other)
    wanted = Permission.YES if is_allowed else Permission.NO
    if (row.permission, row.credit_by, row.credit_other) == (wanted, credit_by, credit_other.strip()):
        return row
    row.permission, row.credit_by, row.credit_other = wanted, credit_by, credit_other.strip()
    row.permitted_at = at if is_allowed else None
    row.save()
    tell(row, UgcPermitted(row.id, is_allowed), by, at)
    return row


@transaction.atomic
def decline(*, submission: Submission, reason: str = "", by: Actor, at: datetime) -> None:
    """Do not publish it; `reason` is for the team, and in the member's copy of their data."""
    row = lock(submission.id)
    if row.verdict != Verdict.OPEN:
        return
    if len(reason.strip()) > rules.MAX_REASON:
        raise CannotShare(
            _("a reason has at most %(most)s characters: shorten it") % {"most": rules.MAX_REASON}
        )
    row.verdict, row.reason, row.decided_at = Verdict.DECLINED, reason.strip(), at
    row.save()
    tell(row, UgcDeclined(row.id), by, at)
    _record("ugc.declined", row, by, at)


@transaction.atomic
def thank(*, submission: Submission, by: Actor, at: datetime) -> None:
    """Somebody thanked the member."""
    fresh = Submission.objects.filter(id=submission.id, answered_at=None)
    if fresh.update(answered_at=at, answered_by=by.code):
        row = Submission.objects.get(id=submission.id)
        tell(row, UgcAnswered(row.id), by, at)
        _record("ugc.answered", row, by, at)


def lock(submission_id: int) -> Submission:
    """The row, held until the transaction ends."""
    found: Submission = Submission.objects.select_for_update().get(id=submission_id)
    return found


def tell(row: Submission, fact: Fact, by: Actor, at: datetime) -> None:
    """Append a fact about a submission."""
    log.append_one(fact, by=by, at=at, community=row.community_id, group=row.group_id, member=row.member_id)


def _write_to_member(row: Submission, by: Actor, at: datetime) -> None:
    stay = Membership.objects.filter(
        member_id=row.member_id, community_id=row.community_id, left_at=None
    ).order_by("-joined_at", "-id")
    group = stay.values_list("group_id", flat=True).first()
    if group is None:
        return
    with translation.override(get_community(row.community_id).language):
        words = _("What you shared helps others. May we publish it with your name? Answer here: {link}")
        text = words.format(link=f"{settings.PUBLIC_URL}/m/me/shares/{row.id}/")
    question = Plan(
        key=f"share:{row.id}:asked",
        group=group,
        member=row.member_id,
        payload=orders.SendMessage(text),
        message_class="service",
        surface="dm",
        due_at=at,
        origin=f"share:{row.id}",
        source="content library",
    )
    planning.plan([question], by=by, at=at)


def _check(gift: Gift, text: str, at: datetime) -> None:
    if gift.kind not in set(Kind):
        raise CannotShare(
            _("choose what it is: a story, an experience, a suggestion, a review, a work or an answer")
        )
    if len(text) > rules.MAX_TEXT or not (text or gift.files):
        raise CannotShare(
            _("write something, at most %(most)s characters, or add a picture") % {"most": rules.MAX_TEXT}
        )
    _check_credit(gift.credit_by, gift.credit_other)
    _check_files(gift.files, gift.member_id)
    if not Belonging.objects.filter(member_id=gift.member_id, community_id=gift.community_id).exists():
        raise CannotShare(_("this member was never in this community: choose one who is"))
    if not gift.message and _count_today(gift, at) >= rules.MOST_A_DAY:
        raise CannotShare(_("that is enough for one day: come back tomorrow"))


def _count_today(gift: Gift, at: datetime) -> int:
    lately = Submission.objects.filter(
        member_id=gift.member_id, given_at__gt=at - timedelta(days=1), message=""
    )
    return lately.exclude(key=gift.key).count()


def _check_credit(credit_by: str, credit_other: str) -> None:
    if credit_by not in set(CreditBy) or len(credit_other.strip()) > rules.MAX_CREDIT:
        raise CannotShare(
            _("choose how you are named, with at most %(most)s characters") % {"most": rules.MAX_CREDIT}
        )


def _check_files(tokens: Sequence[str], member_id: int) -> None:
    own = File.objects.filter(token__in=tokens, member_id=member_id).count()
    if len(tokens) > rules.MOST_FILES or own != len(set(tokens)):
        raise CannotShare(_("at most %(most)s pictures of your own go along") % {"most": rules.MOST_FILES})


def _record(action: str, row: Submission, by: Actor, at: datetime) -> None:
    if by.origin in {"staff", "api"}:
        audit.record(action, subject=f"share:{row.id}", by=by, at=at)
