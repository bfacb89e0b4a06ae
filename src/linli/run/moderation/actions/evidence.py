"""What is forgotten: the words people wrote do not stay longer than they are needed, or than they ask."""

from collections.abc import Collection
from datetime import datetime, timedelta

from linli.run.moderation.models import Case

KEPT = timedelta(days=180)


def forget_evidence_of(member_ids: Collection[int]) -> int:
    """Blank the texts of these members' cases; the counts stay."""
    found = Case.objects.filter(member_id__in=member_ids).exclude(excerpt="", matched=[])
    return int(found.update(excerpt="", matched=[], reason=""))


def forget_old_evidence(*, at: datetime) -> int:
    """Blank the texts of cases older than 180 days."""
    found = Case.objects.filter(found_at__lt=at - KEPT).exclude(excerpt="")
    return int(found.update(excerpt=""))
