"""Readings of many people at once, for probes."""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from linli.people.tasks.models import Task
from linli.people.tasks.rules.states import OPEN


def open_about(members: Sequence[int]) -> Mapping[int, int]:
    """How many tasks wait that are about each of these members; none included."""
    found = dict.fromkeys(members, 0)
    rows = Task.objects.filter(member_id__in=members, state__in=OPEN).order_by()
    found.update(rows.values_list("member_id").annotate(n=Count("id")))
    return found
