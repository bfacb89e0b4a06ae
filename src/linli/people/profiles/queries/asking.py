"""Who was asked for a template and how far they are, and who may be found by other members."""

from dataclasses import dataclass
from datetime import datetime

from linli.people.profiles.models import Asking, Listing
from linli.people.profiles.queries import answers, fields
from linli.people.profiles.rules import quality


@dataclass(frozen=True)
class Progress:
    """How far a member is with the template of a community; `percent` of its fields are answered."""

    is_asked: bool
    screen: int
    finished_at: datetime | None
    percent: int
    is_listed: bool


def progress_of(member_id: int, community_id: int) -> Progress:
    """Where somebody stands with a template."""
    row = Asking.objects.filter(member_id=member_id, community_id=community_id).first()
    asked = [one.code for one in fields.template_fields(community_id)]
    return Progress(
        is_asked=row is not None,
        screen=row.screen if row else 0,
        finished_at=row.finished_at if row else None,
        percent=quality.completeness(asked, answers.values_of(member_id)),
        is_listed=Listing.objects.filter(member_id=member_id, community_id=community_id).exists(),
    )
