"""What playbooks, rules and people may do on a platform. A verb only plans; the dispatcher does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import msgspec

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.inbound import Part
from linli.kernel.events.event import Cause
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor, Origin
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import Effect, verb

MessageClass = Literal["safety", "service", "content", "nurture", "promo"]
Policy = Literal["at_most_once", "at_least_once", "assisted"]
_ORIGINS: dict[str, Origin] = {"api": "api", "token": "api", "staff": "staff", "member": "member"}


class Planned(msgspec.Struct, frozen=True):
    """The row in the outbox."""

    effect: int


class SendMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say something in the group, or to the member alone with `to: dm`. Mentions and replies where wanted."""

    text: str
    to: Literal["group", "dm"] = "group"
    image: str = ""
    mention_member: bool = False
    mention_all: bool = False
    reply_to: str = ""
    message_class: MessageClass = "content"
    policy: Policy = "at_most_once"
    late_after: timedelta | None = None
    priority: int = 50
    source: str = ""


class RecallMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Take a message out of the group. `message` is the platform's id of it."""

    message: str
    reason: str = ""
    source: str = ""


class MuteMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Let nobody in the group hear the member for a time."""

    duration: timedelta
    reason: str = ""
    source: str = ""


class ActOnMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Act on the member in the group."""

    reason: str = ""
    source: str = ""


class ReactTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Put an emoji on a message. `message` is the platform's id of it."""

    message: str
    emoji: str
    source: str = ""


@verb("channel.send_message", params=SendMessage, title="Send a message", effect=Effect.MESSAGE)
def send_message(params: SendMessage, context: Context) -> Planned:
    """Plan a message; quiet hours and caps are looked at when it is due."""
    payload = orders.SendMessage(
        text=params.text,
        parts=(Part("image", ref=params.image),) if params.image else (),
        reply_to=params.reply_to,
        mentions=(planning.THE_MEMBER,) if params.mention_member else (),
        mention_all=params.mention_all,
    )
    return _plan(
        context,
        payload,
        source=params.source,
        message_class=params.message_class,
        surface=params.to,
        policy=params.policy,
        priority=params.priority,
        late_after=params.late_after,
    )


@verb("channel.recall_message", params=RecallMessage, title="Recall a message", effect=Effect.SANCTION)
def recall_message(params: RecallMessage, context: Context) -> Planned:
    """Plan a recall."""
    return _plan(context, orders.RecallMessage(params.message, params.reason), source=params.source)


@verb("channel.mute_member", params=MuteMember, title="Mute a member", effect=Effect.SANCTION)
def mute_member(params: MuteMember, context: Context) -> Planned:
    """Plan a mute that ends by itself."""
    payload = orders.MuteMember("", context.at + params.duration, params.reason)
    return _plan(context, payload, source=params.source)


@verb("channel.unmute_member", params=ActOnMember, title="End a mute", effect=Effect.SANCTION)
def unmute_member(params: ActOnMember, context: Context) -> Planned:
    """Plan the end of a mute."""
    return _plan(context, orders.UnmuteMember(""), source=params.source)


@verb("channel.kick_member", params=ActOnMember, title="Remove a member", effect=Effect.SANCTION)
def kick_member(params: ActOnMember, context: Context) -> Planned:
    """Plan a removal; the member may come back."""
    return _plan(context, orders.KickMember("", params.reason), source=params.source)


@verb("channel.ban_member", params=ActOnMember, title="Ban a member", effect=Effect.SANCTION)
def ban_member(params: ActOnMember, context: Context) -> Planned:
    """Plan a removal for good."""
    return _plan(context, orders.BanMember("", params.reason), source=params.source)


@verb("channel.admit_member", params=ActOnMember, title="Let a member in", effect=Effect.DATA)
def admit_member(params: ActOnMember, context: Context) -> Planned:
    """Plan to let somebody into the group who asked for it."""
    return _plan(context, orders.AdmitMember("", params.reason), source=params.source)


@verb("channel.react_to", params=ReactTo, title="React to a message", effect=Effect.MESSAGE)
def react_to(params: ReactTo, context: Context) -> Planned:
    """Plan a reaction."""
    payload = orders.ReactTo(params.message, params.emoji)
    return _plan(context, payload, source=params.source, message_class="service")


def _plan(
    context: Context,
    payload: orders.Payload,
    *,
    source: str,
    message_class: str = "safety",
    surface: str = "group",
    policy: str = "at_most_once",
    priority: int = 50,
    late_after: timedelta | None = None,
) -> Planned:
    one = Plan(
        key=context.key,
        group=context.group_id,
        member=context.member_id,
        payload=payload,
        message_class=message_class,
        surface=surface,
        policy=policy,
        priority=priority,
        due_at=context.at,
        late_after=None if late_after is None else context.at + late_after,
        origin=f"run:{context.run_id}" if context.run_id is not None else context.actor,
        source=source,
    )
    cause = Cause(context.cause, context.depth) if context.cause is not None else None
    with scope.org(context.org_id):
        ids: Sequence[int] = planning.plan([one], by=_actor(context.actor), at=context.at, cause=cause)
    return Planned(ids[0])


def _actor(code: str) -> Actor:
    return Actor(code, _ORIGINS.get(code.partition(":")[0], "automation"))
