"""How much members take part."""

from collections.abc import Sequence

from django.db.models import Count

from linli.kernel.verbs.fragment import Fragment
from linli.run.activities.models import Part


def joined(members: Sequence[int]) -> dict[int, int]:
    """Activities each member took part in; one query."""
    counted = Part.objects.filter(member_id__in=members, is_waiting=False).values("member_id")
    found = {row["member_id"]: row["n"] for row in counted.annotate(n=Count("id")).order_by("member_id")}
    return {member: found.get(member, 0) for member in members}


def joined_sql() -> Fragment:
    """The same for sets of members (`person`)."""
    return Fragment(
        "(SELECT count(*) FROM activities_part ap WHERE ap.member_id = person.id"
        " AND ap.org_id = person.org_id AND NOT ap.is_waiting)"
    )
