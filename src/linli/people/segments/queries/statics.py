"""Segments people are put into by hand."""

from django.db.models import Q

from linli.people.segments.models import Segment
from linli.people.segments.queries.listing import Reach
from linli.people.segments.rules import Kind


def static_segments(reach: Reach = None) -> list[tuple[int, str]]:
    """Number and name of every static segment this reach may change, by name."""
    found = Segment.objects.filter(kind=Kind.STATIC, archived_at=None)
    if reach is not None:
        found = found.filter(Q(community_id__in=reach))
    return list(found.order_by("name", "id").values_list("id", "name"))
