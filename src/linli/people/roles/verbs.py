"""What playbooks, rules and conditions can do with roles and read about them.

Probes for sets read `person` (members_member) in the query's FROM.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.roles import RoleAssigned, RoleEnded, RoleHandedOver
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Argument, probe, verb
from linli.people.communities import queries as communities
from linli.people.members.models import Member
from linli.people.members.queries import people
from linli.people.roles.actions import assigning, experts
from linli.people.roles.queries import experts as expert_queries
from linli.people.roles.queries import holders, readings
from linli.people.roles.rules.experts import following
from linli.people.roles.rules.parts import MAX_CODE, EndReason, Status

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_CODE)]


class NobodyForRole(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(
            _("there is no member here to put into a role: use this in a playbook about members")
        )


class NotAnExpert(Refusal):
    """The member is on no experts' list of this community."""

    def __init__(self) -> None:
        super().__init__(_("this member is not among the experts of this community: link them first"))


class Assign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make the member holder of a role, by its code. Who holds it already keeps it."""

    role: Code


class ProposeCandidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put the member down as candidate for a role. Who prepares for it or holds it stays where they are."""

    role: Code


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The member no longer plays or prepares for a role. Who does not anyway stays as they are."""

    role: Code


class AdvanceKol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Move the member, who is on the experts' list, into the next column: only from the one named.

    Who stands in another column stays there, so that a repeat changes nothing.
    """

    before: Annotated[str, msgspec.Meta(min_length=1, max_length=12)] = "candidate"


@verb("roles.assign", params=Assign, title="Give a role")
def assign(params: Assign, context: Context) -> None:
    """Repeats are harmless without a key: a role is held or is not."""
    assigning.assign_member(
        community=communities.get_community(context.community_id),
        role=params.role,
        member=_member(context),
        status=Status.MEMBER_HELD,
        by=_actor(context),
        at=context.at,
        cause=_cause(context),
    )


@verb("roles.propose_candidate", params=ProposeCandidate, title="Propose for a role")
def propose_candidate(params: ProposeCandidate, context: Context) -> None:
    """Does nothing for who is in the role already."""
    member = _member(context)
    if holders.find_open(context.community_id, params.role, member.id) is None:
        assigning.assign_member(
            community=communities.get_community(context.community_id),
            role=params.role,
            member=member,
            status=Status.CANDIDATE,
            by=_actor(context),
            at=context.at,
            cause=_cause(context),
        )


@verb("roles.end", params=End, title="End a role")
def end(params: End, context: Context) -> None:
    """The opposite of assign."""
    known = holders.find_open(context.community_id, params.role, _member(context).id)
    if known is not None:
        assigning.end(
            assignment=known, reason=EndReason.DONE, by=_actor(context), at=context.at, cause=_cause(context)
        )


@verb("roles.advance_kol", params=AdvanceKol, title="Move an expert on")
def advance_kol(params: AdvanceKol, context: Context) -> None:
    """Checks the same conditions as the board."""
    expert = expert_queries.find_expert_of(context.community_id, _member(context).id)
    if expert is None:
        raise NotAnExpert
    stage = expert_queries.card_of(expert).stage
    after = following(stage)
    if stage == params.before and after is not None:
        experts.move(expert=expert, to=after, by=_actor(context), at=context.at, cause=_cause(context))


_HELD = (
    "SELECT a.role::text FROM roles_assignment a WHERE a.member_id = person.id AND a.org_id = person.org_id"
    " AND a.ended_at IS NULL AND a.status IN ('operator_played', 'member_held')"
)
_CHANGED_BY = (RoleAssigned, RoleEnded, RoleHandedOver)


@probe(
    "person.roles",
    subject=Subject.PERSON,
    returns=list,
    title="Roles they hold",
    sql=lambda: Fragment(f'ARRAY({_HELD} GROUP BY a.role ORDER BY a.role COLLATE "C")'),
    changed_by=_CHANGED_BY,
)
def roles(subjects: Sequence[int], context: Context) -> Mapping[int, Sequence[str]]:
    """The codes of the roles a person holds in any community, as operator or member."""
    return readings.roles_of(subjects)


@probe(
    "person.holds_role",
    subject=Subject.PERSON,
    returns=bool,
    title="Holds the role",
    args=(Argument("role", str, "the code of a role"),),
    sql=lambda role: Fragment(f"EXISTS ({_HELD} AND a.role = %s)", (role,)),
    changed_by=_CHANGED_BY,
)
def holds_role(subjects: Sequence[int], context: Context, *, role: str) -> Mapping[int, bool]:
    """Whether a person holds a role, by its code, in any community."""
    return {id: role in codes for id, codes in readings.roles_of(subjects).items()}


def _member(context: Context) -> Member:
    if context.member_id is None:
        raise NobodyForRole
    return people.get_member(context.member_id)


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")


def _cause(context: Context) -> Cause | None:
    return Cause(context.cause, context.depth) if context.cause else None
