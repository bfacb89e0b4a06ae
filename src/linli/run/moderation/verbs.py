"""What playbooks, the API and the command palette can ask moderation to do."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor, Origin
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import verb
from linli.run.moderation.actions import sanctions

_ORIGINS: dict[str, Origin] = {"staff": "staff", "member": "member", "token": "api", "api": "api"}


class NobodyNamed(Refusal):
    """The measure needs a member and a group."""


class MuteMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let nobody hear the member in the group for a while.

    minutes: how long, 1 to 43,200 (30 days).
    reason: shown in the case and, where the platform allows, to the member.
    """

    minutes: Annotated[int, msgspec.Meta(ge=1, le=sanctions.LONGEST_MUTE_MINUTES)]
    reason: str = ""


class RecallMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take a message out of the group.

    message: the platform's id of the message.
    reason: shown in the case and, where the platform allows, in the group.
    """

    message: str
    reason: str = ""


class Ordered(msgspec.Struct, frozen=True):
    """The case that holds the measure."""

    case: int


@verb("moderation.mute_member", params=MuteMember, title="Mute a member", effect="sanction")
def mute_member(params: MuteMember, context: Context) -> Ordered:
    """Mute the member of the context in the group of the context."""
    if context.member_id is None or context.group_id is None:
        raise NobodyNamed(_("A mute needs to know the member and the group."))
    case = sanctions.mute_member(
        member=context.member_id,
        group=context.group_id,
        community=context.community_id,
        minutes=params.minutes,
        reason=params.reason,
        by=_actor(context),
        at=context.at,
        key=f"mute:{context.key}",
    )
    return Ordered(case.id)


@verb("moderation.recall_message", params=RecallMessage, title="Recall a message", effect="sanction")
def recall_message(params: RecallMessage, context: Context) -> Ordered:
    """Recall a message in the group of the context."""
    if context.group_id is None:
        raise NobodyNamed(_("A recall needs to know the group."))
    case = sanctions.recall_message(
        message=params.message,
        group=context.group_id,
        community=context.community_id,
        member=context.member_id,
        reason=params.reason,
        by=_actor(context),
        at=context.at,
        key=f"recall:{context.key}",
    )
    return Ordered(case.id)


def _actor(context: Context) -> Actor:
    return Actor(context.actor, _ORIGINS.get(context.actor.partition(":")[0], "automation"))
