"""What a member's page shows of care; the partial `console/parts/care_of_member.html` takes it as `care`."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.belonging.queries import stages
from linli.people.care.queries import caring
from linli.people.care.queries.caring import CareLine
from linli.people.communities import queries as communities


@dataclass(frozen=True)
class CareOfMember:
    """Who looks after a member and where; `elsewhere` are communities (id, name) in which nobody does yet."""

    member_id: int
    lines: list[CareLine]
    elsewhere: list[tuple[int, str]]
    may_edit: bool


def care_of_member(request: StaffRequest, *, member_id: int) -> CareOfMember:
    """For the member's page: three queries."""
    reach = request.seat.reach
    lines = caring.care_lines(reach=reach, now=request.now, member=member_id)
    looked_after = {line.community_id for line in lines}
    there: Sequence[int] = stages.communities_of(member_id)
    return CareOfMember(
        member_id,
        lines,
        [
            (one.id, one.name)
            for one in communities.communities(reach=reach)
            if one.id in there and one.id not in looked_after
        ],
        orgs.can(request.seat, Permission.MEMBER_EDIT),
    )
