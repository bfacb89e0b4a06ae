"""What playbooks, rules, conditions and buttons can do with communities and read about them.

Probes for sets read `community` (communities_community) in the query's FROM; those about a belonging read the
aliases `belonging` and `person`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Effect, probe, verb
from linli.people.communities import queries
from linli.people.communities.actions import communities, handovers, types
from linli.people.communities.models import Community
from linli.people.communities.reading import figures, flows
from linli.people.communities.rules import Stage


class NobodyToMove(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(_("there is no member here to move: use this in a playbook about members"))


class NoWayThere(Refusal):
    """No path leads from this community to the one named."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("no path leads from here to “%(name)s”: draw one in the matrix first") % {"name": name}
        )


class MoveMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask the member to come along to another community, by its name. They decide."""

    to: str


class InviteAlong(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask the member along a path of the matrix that leads from this community to the one named."""

    to: str


class SetStage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say where the community stands in its life."""

    stage: Literal["startup", "growth", "stable", "declining", "dissolved"]


class ChooseType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say of what type the community is, by the type's code."""

    type: str


class Asked(msgspec.Struct, frozen=True):
    """How many were asked now: 0 for who is asked already, or inside."""

    asked: int


@verb("communities.move_member", params=MoveMember, title="Ask to move", effect=Effect.MESSAGE)
def move_member(params: MoveMember, context: Context) -> Asked:
    """Repeats are harmless: one open move a member and target."""
    target = queries.find_community(params.to)
    if target is None:
        raise queries.NoSuchCommunity
    source = queries.get_community(context.community_id)
    return _offer(handovers.Move(source, target, "by_hand"), context)


@verb("communities.invite_along", params=InviteAlong, title="Ask along a path", effect=Effect.MESSAGE)
def invite_along(params: InviteAlong, context: Context) -> Asked:
    """Repeats are harmless; the path says whether consent is needed."""
    target = queries.find_community(params.to)
    edge = (
        flows.edges().filter(source_id=context.community_id, target_id=target.id).first() if target else None
    )
    if edge is None:
        raise NoWayThere(params.to)
    return _offer(handovers.along(edge), context)


@verb("communities.set_stage", params=SetStage, title="Set the stage of life")
def set_stage(params: SetStage, context: Context) -> None:
    """The same stage again changes nothing."""
    found = queries.get_community(context.community_id)
    communities.change_stage(community=found, stage=Stage(params.stage), by=_actor(context), at=context.at)


@verb("communities.choose_type", params=ChooseType, title="Choose the type")
def choose_type(params: ChooseType, context: Context) -> None:
    """The same type again changes nothing."""
    found = queries.get_community(context.community_id)
    types.choose_type(community=found, code=params.type, by=_actor(context), at=context.at)


@probe(
    "community.stage",
    subject=Subject.COMMUNITY,
    returns=str,
    title="Stage of life",
    sql=lambda: Fragment("community.stage"),
)
def stage(subjects: Sequence[int], context: Context) -> Mapping[int, str]:
    """startup, growth, stable, declining or dissolved."""
    return dict(Community.objects.filter(id__in=subjects).values_list("id", "stage"))


@probe(
    "community.type",
    subject=Subject.COMMUNITY,
    returns=str,
    title="Type",
    sql=lambda: Fragment("community.type_code"),
)
def type_code(subjects: Sequence[int], context: Context) -> Mapping[int, str]:
    """The code of its type; "" where it has none."""
    return dict(Community.objects.filter(id__in=subjects).values_list("id", "type_code"))


@probe("community.members", subject=Subject.COMMUNITY, returns=int, title="Members inside")
def members(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """How many people are inside, without bots and the team."""
    found = list(Community.objects.filter(id__in=subjects).order_by("id"))
    return {id: one.members for id, one in figures.counts_of(found, at=context.at).items()}


def _offer(move: handovers.Move, context: Context) -> Asked:
    if context.member_id is None:
        raise NobodyToMove
    cause = Cause(context.cause, context.depth) if context.cause else None
    made = handovers.offer(
        move=move, members=[context.member_id], by=_actor(context), at=context.at, cause=cause
    )
    return Asked(len(made.asked))


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")
