"""Who is on duty where, at a moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.people.duty.models import Term
from linli.people.duty.rules.terms import OPEN, State


@dataclass(frozen=True)
class OnDuty:
    """Whose turn it is in a community, and who stands in."""

    term_id: int
    member_id: int
    backup_member_id: int | None
    ends_at: datetime


def on_duty(community_ids: Collection[int], *, at: datetime) -> dict[int, OnDuty]:
    """The member on duty in each of these communities; those without one are left out. One query."""
    terms = Term.objects.filter(
        community_id__in=community_ids,
        state__in=OPEN,
        starts_at__lte=at,
        ends_at__gt=at,
        member_id__isnull=False,
    ).order_by("number")
    return {
        one.community_id: OnDuty(one.id, one.member_id, one.backup_member_id, one.ends_at) for one in terms
    }


def who_are_on(member_ids: Sequence[int]) -> Mapping[int, bool]:
    """Which of these members are on duty now, anywhere."""
    found = Term.objects.filter(member_id__in=member_ids, state=State.ON)
    serving = set(found.values_list("member_id", flat=True))
    return {id: id in serving for id in member_ids}
