"""A term that nobody has is a task of the team, until somebody has it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.rules import Role
from linli.people.communities.models import Community
from linli.people.duty.models import Term
from linli.people.duty.rules.terms import OPEN
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.openings import Opening

SOON = timedelta(days=14)


def origin_of_gap(term_id: int) -> str:
    """Who asks for the task that finds somebody."""
    return f"duty:{term_id}:gap"


def tell_of_gaps(*, community: Community, at: datetime) -> None:
    """Ask the team for people for terms of the next two weeks that nobody has; once for each term.

    Tasks for terms that somebody has by now are withdrawn.
    """
    near = Term.objects.filter(
        community_id=community.id, state__in=OPEN, starts_at__lt=at + SOON, ends_at__gt=at
    ).order_by("number")
    terms = list(near)
    with translation.override(community.language), timezone.override(community.zone):
        opening.open_tasks(
            [_asking(community, one, at) for one in terms if one.member_id is None], by=SYSTEM, at=at
        )
    filled = {origin_of_gap(one.id): "done" for one in terms if one.member_id is not None}
    if filled:
        closing.settle_elsewhere(filled, at=at)


def _asking(community: Community, term: Term, at: datetime) -> Opening:
    starts = date_format(timezone.localtime(term.starts_at), "MONTH_DAY_FORMAT")
    return Opening(
        key=f"duty-gap:{term.id}:{term.gap}",
        about="duty",
        title=_("Find somebody for the duty from %(day)s") % {"day": starts},
        purpose=_("Nobody is down for this term: no volunteer is free, or somebody cannot come."),
        community=community.id,
        origin=origin_of_gap(term.id),
        source=_("Duty rota"),
        role=Role.MODERATOR,
        due_at=max(term.starts_at, at + timedelta(hours=12)),
        outcomes=(),
    )


def withdraw(term_ids: Sequence[int], *, at: datetime) -> None:
    """Take back the tasks that look for people for these terms."""
    if term_ids:
        closing.cancel_tasks({origin_of_gap(id): "replanned" for id in term_ids}, at=at)
