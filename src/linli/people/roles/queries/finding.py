"""Who holds a role, as a subquery for lists of members."""

from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment
from linli.people.roles.rules.parts import HOLDING


def people_in(role: str, reach: frozenset[int] | None = None) -> Fragment:
    """The ids of the members who hold a role of this code now, in the communities reached."""
    return Fragment(
        "SELECT a.member_id FROM roles_assignment a WHERE a.org_id = %s AND a.role = %s"
        " AND a.ended_at IS NULL AND a.status = ANY(%s)"
        " AND (%s::bigint[] IS NULL OR a.community_id = ANY(%s))",
        (
            scope.org_id(),
            role,
            [str(one) for one in HOLDING],
            *[None if reach is None else sorted(reach)] * 2,
        ),
    )
