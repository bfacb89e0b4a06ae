"""What playbooks, rules and buttons can do about coming in, and what conditions read about it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.entry import ApplicationAccepted, ApplicationReceived, FeeChanged, OnboardingStepDone
from linli.facts.members import MembershipJoined
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Effect, probe, verb
from linli.people.communities import queries as communities
from linli.people.entry.actions import introducing, linking, onboarding
from linli.people.entry.queries import onboarding as steps
from linli.people.entry.queries import readings


class NobodyToActOn(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(_("there is no member here: use this in a playbook about members"))


class InviteToApply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Send the member the address at which they can apply to another community, by its id."""

    community: int
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Introduce(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Post the member's introduction card in their group, if they agreed to it. It is posted once."""


class TickStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mark one of the member's first steps, by its code, as done."""

    step: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


@verb("entry.invite_to_apply", params=InviteToApply, title="Invite to apply", effect=Effect.MESSAGE)
def invite_to_apply(params: InviteToApply, context: Context) -> dict[str, object]:
    """Twice with one key is one message."""
    member = _member(context)
    community = communities.get_community(params.community)
    link = linking.link_of_community(community_id=community.id, at=context.at)
    address = f"{settings.PUBLIC_URL}/m/apply/{link.code}/"
    with translation.override(community.language):
        usual = _("You could fit into {community}. See how to come in:").format(community=community.name)
    one = Plan(
        key=f"{context.key}:invite:{community.id}",
        group=context.group_id,
        member=member,
        payload=orders.SendMessage(f"{params.text or usual} {address}"),
        message_class="nurture",
        surface="dm",
        due_at=context.at,
        origin=f"run:{context.run_id}" if context.run_id is not None else context.actor,
        source="entry",
    )
    [effect] = planning.plan([one], by=_actor(context), at=context.at)
    return {"effect": effect}


@verb("entry.introduce", params=Introduce, title="Introduce the member", effect=Effect.MESSAGE)
def introduce(params: Introduce, context: Context) -> dict[str, object]:
    """A member who did not agree is refused, and nothing is posted."""
    effect = introducing.introduce(
        member_id=_member(context),
        community=communities.get_community(context.community_id),
        by=_actor(context),
        at=context.at,
    )
    return {"effect": effect}


@verb("entry.tick_step", params=TickStep, title="Mark a first step")
def tick_step(params: TickStep, context: Context) -> dict[str, object]:
    """A step that is done stays done."""
    is_new = onboarding.tick(
        member_id=_member(context),
        community_id=context.community_id,
        step=params.step,
        how="team",
        by=_actor(context),
        at=context.at,
    )
    return {"is_new": is_new}


@probe(
    "entry.source",
    subject=Subject.PERSON,
    returns=str,
    title="How they came in",
    sql=lambda: Fragment(
        "(SELECT a.source::text FROM entry_application a WHERE a.member_id = person.id"
        " AND a.state = 'accepted' ORDER BY a.id DESC LIMIT 1)"
    ),
    changed_by=(ApplicationAccepted,),
)
def source(subjects: Sequence[int], context: Context) -> Mapping[int, str]:
    """The source of the newest accepted application: link, campaign, invitation or platform."""
    return readings.sources(subjects)


@probe(
    "entry.score",
    subject=Subject.PERSON,
    returns=int,
    title="Score of their application",
    sql=lambda: Fragment(
        "(SELECT a.score FROM entry_application a WHERE a.member_id = person.id"
        " AND a.sent_at IS NOT NULL ORDER BY a.id DESC LIMIT 1)"
    ),
    changed_by=(ApplicationReceived, FeeChanged),
)
def score(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """The score, 0 to 100, of the newest application."""
    return readings.scores(subjects)


@probe(
    "onboarding.progress",
    subject=Subject.PERSON,
    returns=int,
    title="First steps done, in percent",
    sql=lambda: Fragment("(SELECT min(n.percent) FROM entry_newcomer n WHERE n.member_id = person.id)"),
    changed_by=(MembershipJoined, OnboardingStepDone),
)
def progress(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """How far a newcomer is; with several communities the one they are least far in."""
    return steps.progress(subjects)


def _member(context: Context) -> int:
    if context.member_id is None:
        raise NobodyToActOn
    return context.member_id


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")
