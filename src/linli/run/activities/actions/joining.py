"""Taking part, from the chat and from the phone: once a person, first come first served, points once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.facts.activities import ActivityJoined
from linli.facts.messages import MessagePosted
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft, Event
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.run.activities import rules
from linli.run.activities.models import Activity, Part

AWARD_VERB = "growth.award_points"
CHANGEABLE = frozenset({"poll", "vote"})


class CannotJoin(Refusal):
    """It is closed, or what was chosen is no choice of it."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants to take part: which option (from 1; 0 where there is none), when, and from where."""

    activity: int
    member: int
    choice: int
    at: datetime
    via: str
    cause: Cause | None = None


@transaction.atomic
def join(
    *, activity: Activity, member: int, choice: int, by: Actor, at: datetime, via: str = "phone"
) -> Part:
    """Take part, or choose anew in a poll. Raises CannotJoin. Twice the same changes nothing."""
    locked: Activity = Activity.objects.select_for_update().get(id=activity.id)
    if locked.state != "open" or at >= locked.closes_at:
        raise CannotJoin(_("this is over: nobody can take part any more"))
    if locked.kind in rules.CHOOSING and not 1 <= choice <= len(locked.options):
        raise CannotJoin(_("choose one of the options"))
    _take(locked, [Wish(activity=locked.id, member=member, choice=choice, at=at, via=via)], by=by)
    found: Part = Part.objects.get(activity=locked, member_id=member)
    return found


def join_from_messages(events: Sequence[Event]) -> int:
    """Let messages take part that say nothing else than an option or a word of joining; returns how many did.

    In a group where several activities are open, words that fit several go to the one opened last.
    """
    talk = [event for event in events if event.group is not None and event.member is not None]
    open_in = _open_in({event.group or 0 for event in talk})
    wishes: dict[int, list[Wish]] = defaultdict(list)
    for event in talk:
        wish = _wish(event, open_in.get(event.group or 0, ()))
        if wish is not None:
            wishes[wish.activity].append(wish)
    if not wishes:
        return 0
    locked = Activity.objects.select_for_update().filter(id__in=sorted(wishes), state="open").order_by("id")
    return sum(_take(one, wishes[one.id], by=SYSTEM) for one in locked)


def _open_in(groups: set[int]) -> Mapping[int, list[Activity]]:
    found: dict[int, list[Activity]] = defaultdict(list)
    for one in Activity.objects.filter(group_id__in=sorted(groups), state="open").order_by(
        "-opened_at", "-id"
    ):
        found[one.group_id or 0].append(one)
    return found


def _wish(event: Event, activities: Sequence[Activity]) -> Wish | None:
    if not isinstance(event.fact, MessagePosted):
        return None
    for one in activities:
        if not one.opened_at <= event.occurred_at < one.closes_at:
            continue
        choice = rules.choice_of(event.fact.text, one.kind, one.options)
        if choice is not None:
            return Wish(
                activity=one.id,
                member=event.member or 0,
                choice=choice,
                at=event.occurred_at,
                via="chat",
                cause=event.as_cause,
            )
    return None


def _take(activity: Activity, wishes: Sequence[Wish], *, by: Actor) -> int:
    """Write down who takes part in a locked activity; returns how many are new."""
    first: dict[int, Wish] = {}
    last: dict[int, Wish] = {}
    for wish in wishes:
        first.setdefault(wish.member, wish)
        last[wish.member] = wish
    new = _insert(activity, list(first.values()))
    if activity.kind in CHANGEABLE:
        _choose_anew(
            activity,
            [wish for wish in last.values() if wish is not first[wish.member] or wish.member not in new],
        )
    if new:
        log.append([_draft(activity, first[member], waits) for member, waits in new.items()], by=by)
        _award(activity, [first[member] for member, waits in new.items() if not waits])
    return len(new)


def _insert(activity: Activity, wishes: Sequence[Wish]) -> dict[int, bool]:
    """Insert those who are new, in their order; returns them with whether they wait for a place."""
    here = Part.objects.filter(activity=activity, member_id__in=[wish.member for wish in wishes])
    known = set(here.values_list("member_id", flat=True).order_by("id"))
    taken = Part.objects.filter(activity=activity, is_waiting=False).count() if activity.capacity else 0
    new: dict[int, bool] = {}
    for wish in wishes:
        if wish.member not in known:
            new[wish.member] = rules.is_full(taken, activity.capacity)
            taken += not new[wish.member]
    rows = [wish for wish in wishes if wish.member in new]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO activities_part (org_id, activity_id, member_id, choice, is_right, is_waiting,"
                " answers, via, at) SELECT %s, %s, m, c, c > 0 AND c = %s, w, '{}', v, t FROM unnest("
                "%s::bigint[], %s::smallint[], %s::boolean[], %s::text[], %s::timestamptz[])"
                " AS u(m, c, w, v, t) ON CONFLICT DO NOTHING",
                [
                    scope.org_id(),
                    activity.id,
                    activity.answer,
                    [wish.member for wish in rows],
                    [wish.choice for wish in rows],
                    [new[wish.member] for wish in rows],
                    [wish.via for wish in rows],
                    [wish.at for wish in rows],
                ],
            )
    return new


def _choose_anew(activity: Activity, wishes: Sequence[Wish]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE activities_part p SET choice = u.c, changed_at = u.t"
            " FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[]) AS u(m, c, t)"
            " WHERE p.activity_id = %s AND p.member_id = u.m AND p.choice <> u.c",
            [
                [wish.member for wish in wishes],
                [wish.choice for wish in wishes],
                [wish.at for wish in wishes],
                activity.id,
            ],
        )


def _draft(activity: Activity, wish: Wish, waits: bool) -> Draft:
    return Draft(
        fact=ActivityJoined(
            activity.id,
            activity.kind,
            wish.choice,
            is_right=wish.choice > 0 and wish.choice == activity.answer,
            is_waiting=waits,
            via=wish.via,
        ),
        occurred_at=wish.at,
        community=activity.community_id,
        group=activity.group_id,
        member=wish.member,
        cause=wish.cause,
    )


def _award(activity: Activity, wishes: Sequence[Wish]) -> None:
    """Points for taking part; in a quiz for the right answer only. The key makes them once a person."""
    if not activity.points:
        return
    for wish in wishes:
        if activity.kind == "quiz" and wish.choice != activity.answer:
            continue
        context = Context(
            org_id=scope.org_id(),
            community_id=activity.community_id,
            at=wish.at,
            actor=f"activity:{activity.id}",
            key=f"activity:{activity.id}:{wish.member}",
            group_id=activity.group_id,
            member_id=wish.member,
            cause=wish.cause.id if wish.cause else None,
            depth=wish.cause.depth if wish.cause else 0,
        )
        registry.run(AWARD_VERB, {"points": activity.points, "reason": activity.kind}, context)
