"""Readings of many people at once, for probes."""

from collections.abc import Mapping, Sequence

from linli.people.roles.models import Assignment
from linli.people.roles.rules.parts import HOLDING


def roles_of(members: Sequence[int]) -> Mapping[int, list[str]]:
    """The codes of the roles each holds now, anywhere, in order; none included."""
    found: dict[int, set[str]] = {id: set() for id in members}
    rows = Assignment.objects.filter(member_id__in=members, ended_at=None, status__in=list(HOLDING))
    for member_id, role in rows.values_list("member_id", "role"):
        found[member_id].add(role)
    return {id: sorted(codes) for id, codes in found.items()}
