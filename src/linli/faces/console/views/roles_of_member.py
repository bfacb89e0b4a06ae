"""What a member's page shows of roles: those they hold or prepare for, and what else they are here.

The template part is `console/parts/roles_of_member.html`; it takes one `RolesOfMember` as `roles`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.faces.console.views import roles_words as words
from linli.faces.console.views.roles_words import Said
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.roles.queries import experts, holders, seeds, wording
from linli.people.roles.queries.experts import Card
from linli.people.roles.queries.holders import Holder
from linli.people.roles.records import SeedRow


@dataclass(frozen=True)
class RoleLine:
    """A role of the member: the row, what the role is called, where, and how they stand."""

    holder: Holder
    role: str
    community: str
    said: Said


@dataclass(frozen=True)
class RolesOfMember:
    """Everything about roles on the page of one member."""

    member_id: int
    name: str
    lines: list[RoleLine]
    experts: list[tuple[Card, str]]
    seeds: list[SeedRow]
    may_edit: bool


def roles_of_member(request: StaffRequest, *, member_id: int, name: str, ids: Sequence[int]) -> RolesOfMember:
    """For the member's page; `ids` are all ids of the person. At most seven queries."""
    reach = request.seat.reach
    found = holders.holders_of_member(ids, reach=reach)
    places = {one.id: one.name for one in communities.communities(reach=reach)} if found else {}
    named = wording.role_names(sorted({one.community_id for one in found})) if found else {}
    return RolesOfMember(
        member_id=member_id,
        name=name,
        lines=[
            RoleLine(
                holder=one,
                role=named.get((one.community_id, one.role), one.role),
                community=places.get(one.community_id, ""),
                said=words.status(one.status),
            )
            for one in found
        ],
        experts=[(one, words.stage(one.stage)) for one in experts.experts_of_members(ids, reach=reach)],
        seeds=seeds.seeds_of_members(ids, reach=reach),
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )
