"""Taking over a ready-made scheme: several segments at once, each with its strategy, to be changed freely."""

from datetime import datetime

from django.db import transaction

from linli.kernel.orgs.actor import Actor
from linli.people.segments.actions import saving
from linli.people.segments.actions.saving import Draft
from linli.people.segments.models import Segment
from linli.people.segments.queries import schemes
from linli.people.segments.queries.schemes import Part


@transaction.atomic
def adopt_scheme(
    *,
    code: str,
    language: str,
    by: Actor,
    at: datetime,
    community_id: int | None = None,
    owner_seat_id: int | None = None,
) -> list[Segment]:
    """Make the segments of a scheme; returns those made.

    One whose name there is already is left out, so that adopting twice changes nothing. Raises NoSuchScheme,
    CannotSave.
    """
    scheme = schemes.get_scheme(code)
    names = [part.name.of(language) for part in scheme.segments]
    taken = set(Segment.objects.filter(name__in=names, archived_at=None).values_list("name", flat=True))
    drafts = [
        _draft(part, language, community_id, owner_seat_id)
        for part in scheme.segments
        if part.name.of(language) not in taken
    ]
    return [saving.create_segment(draft=one, by=by, at=at, scheme=code) for one in drafts]


def _draft(part: Part, language: str, community_id: int | None, owner_seat_id: int | None) -> Draft:
    return Draft(
        name=part.name.of(language),
        purpose=part.purpose.of(language),
        strategy=part.strategy.of(language),
        resource=part.resource.of(language),
        condition=part.asks(language),
        counts_left=part.counts_left,
        community_id=community_id,
        owner_seat_id=owner_seat_id,
        hue=part.hue,
    )
