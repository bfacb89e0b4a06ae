"""What playbooks, conditions, the API and the command palette can ask of growth."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor, Origin
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe, verb
from linli.run.growth.actions import ledger, reversing, setup
from linli.run.growth.queries import check_ins, earning
from linli.run.growth.queries import ledger as queries

_ORIGINS: dict[str, Origin] = {"staff": "staff", "member": "member", "token": "api", "api": "api"}
Points = Annotated[int, msgspec.Meta(ge=1, le=ledger.MOST_AT_ONCE)]


class NobodyNamed(Refusal):
    """Points need a member."""


class AwardPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give points to the member.

    points: how many.
    reason: shown to the member in their history.
    """

    points: Points
    reason: str


class TakePoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take points from the member; refused when they have fewer.

    points: how many.
    reason: shown to the member in their history.
    """

    points: Points
    reason: str


class ReversePoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take back what an entry of the ledger gave, as far as it is still there.

    entry: the number of the entry.
    reason: shown to the member in their history.
    """

    entry: int
    reason: str


class Moved(msgspec.Struct, frozen=True):
    """The ledger entry, and what the member can spend now."""

    entry: int
    available: int


@verb("growth.award_points", params=AwardPoints, title="Award points", effect="money")
def award_points(params: AwardPoints, context: Context) -> Moved:
    """Award points to the member of the context."""
    setup.set_up(at=context.at)
    member = _member(context)
    entry = ledger.award_points(
        member=member,
        points=params.points,
        reason=params.reason,
        by=_actor(context),
        at=context.at,
        key=f"award:{context.key}",
        community=context.community_id,
        group=context.group_id,
    )
    return Moved(entry.id, queries.get_funds(member).available)


@verb("growth.take_points", params=TakePoints, title="Take points", effect="money")
def take_points(params: TakePoints, context: Context) -> Moved:
    """Take points from the member of the context."""
    setup.set_up(at=context.at)
    member = _member(context)
    entry = ledger.take_points(
        member=member,
        points=params.points,
        reason=params.reason,
        by=_actor(context),
        at=context.at,
        key=f"take:{context.key}",
        community=context.community_id,
        group=context.group_id,
    )
    return Moved(entry.id, queries.get_funds(member).available)


@verb("growth.reverse_points", params=ReversePoints, title="Take points back", effect="money")
def reverse_points(params: ReversePoints, context: Context) -> Moved:
    """Reverse an award; once for a key."""
    entry = reversing.reverse_entry(
        entry_id=params.entry,
        by=_actor(context),
        at=context.at,
        key=f"reverse:{context.key}",
        reason=params.reason,
        shortfall="take_what_is_there",
    )
    return Moved(entry.id, queries.get_funds(entry.member_id).available)


def _points_sql() -> Fragment:
    return Fragment(
        "coalesce((SELECT b.available FROM growth_balance b JOIN growth_currency c ON c.id = b.currency_id"
        " WHERE b.member_id = person.id AND b.org_id = person.org_id AND c.code = %s), 0)",
        (queries.DEFAULT_CURRENCY,),
    )


@probe("growth.points", subject=Subject.PERSON, returns=int, title="Points to spend", sql=_points_sql)
def points(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """What members can spend; 0 for those who never earned anything."""
    funds = queries.funds_of(subjects)
    return {subject: funds[subject].available if subject in funds else 0 for subject in subjects}


@probe("growth.streak", subject=Subject.PERSON, returns=int, title="Days of check-in in a row")
def streak(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """The running streak of members in the community of the context."""
    today = earning.day_in(context.community_id, context.at)
    known = check_ins.streaks_of(subjects, community=context.community_id, today=today)
    return {subject: known.get(subject, 0) for subject in subjects}


def _member(context: Context) -> int:
    if context.member_id is None:
        raise NobodyNamed(_("Points need a member to go to or to come from."))
    return context.member_id


def _actor(context: Context) -> Actor:
    return Actor(context.actor, _ORIGINS.get(context.actor.partition(":")[0], "automation"))
