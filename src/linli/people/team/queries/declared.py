"""What colleagues declared, for sharing tasks out."""

from collections.abc import Sequence

from linli.people.tasks import capacities
from linli.people.team.models import Capacity


def declared(staff_ids: Sequence[int]) -> dict[int, capacities.Capacity]:
    """What they are good at, and how many open tasks are enough for them. One query."""
    rows = Capacity.objects.filter(staff_id__in=staff_ids).values_list("staff_id", "abilities", "most_open")
    return {id: capacities.Capacity(frozenset(abilities), most) for id, abilities, most in rows}
