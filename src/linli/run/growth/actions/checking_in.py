"""Check-ins, from the group and from the phone page: one a day, a streak, points for it, and a word back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.facts.growth import CheckedIn, PointsAwarded
from linli.facts.messages import MessagePosted
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft, Event
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.run.growth.actions import posting, setup
from linli.run.growth.actions.posting import Earned, Posting
from linli.run.growth.models import CheckIn, EarningRule
from linli.run.growth.queries import check_ins, earning
from linli.run.growth.queries.ledger import hashed_key
from linli.run.growth.rules import streaks
from linli.run.growth.rules.accounts import Account

REASON = "check_in"
ANSWER_IS_LATE = timedelta(minutes=10)


class CheckInIsOff(Refusal):
    """The community has no check-in."""


@dataclass(frozen=True)
class CheckInResult:
    """What a check-in came to; `is_new` is False when the day was done already."""

    is_new: bool
    day: date
    streak: int
    points: int


class _Wish(msgspec.Struct, frozen=True, kw_only=True):
    member: int
    community: int
    day: date
    at: datetime
    via: str
    group: int | None = None
    message: str = ""
    cause: Cause | None = None


class _Done(msgspec.Struct, frozen=True, kw_only=True):
    wish: _Wish
    rule: EarningRule
    streak: int
    points: int


@transaction.atomic
def check_in(*, member: int, community: int, by: Actor, at: datetime, via: str = "phone") -> CheckInResult:
    """Check a member in for the day it is in the community. The second time on a day nothing is added."""
    setup.set_up(at=at)
    if earning.rules_for("check_in").of(community) is None:
        raise CheckInIsOff(_("There is no check-in in this community: switch it on under points."))
    day = earning.day_in(community, at)
    done = _record([_Wish(member=member, community=community, day=day, at=at, via=via)], by=by)
    if done:
        return CheckInResult(True, day, done[0].streak, done[0].points)
    known = CheckIn.objects.get(member_id=member, community_id=community, day=day)
    return CheckInResult(False, day, known.streak, known.points)


@transaction.atomic
def check_in_from_messages(events: Sequence[Event]) -> int:
    """Check in everybody who says so in a group, and answer there; returns the number of new check-ins."""
    saying_so = [event for event in events if _says_so(event)]
    if not saying_so:
        return 0
    setup.set_up(at=saying_so[0].recorded_at)
    zones = earning.zones({event.community or 0 for event in saying_so})
    wishes = [
        _Wish(
            member=event.member or 0,
            community=event.community or 0,
            day=event.occurred_at.astimezone(zones[event.community or 0]).date(),
            at=event.occurred_at,
            via="chat",
            group=event.group,
            message=event.fact.message,  # type: ignore[attr-defined]  # a MessagePosted, see _says_so
            cause=event.as_cause,
        )
        for event in saying_so
        if event.community in zones
    ]
    done = _record(wishes, by=SYSTEM)
    _answer(done, at=saying_so[-1].recorded_at)
    return len(done)


def _says_so(event: Event) -> bool:
    fact = event.fact
    return (
        isinstance(fact, MessagePosted)
        and streaks.is_check_in(fact.text)
        and event.origin != "import"
        and event.member is not None
        and event.community is not None
        and not fact.is_bot
        and not fact.hidden
    )


def _record(wishes: Sequence[_Wish], *, by: Actor) -> list[_Done]:
    """Write those check-ins that are new, with their points. Balances are locked first, as everywhere."""
    known = earning.rules_for("check_in")
    rules = {wish.community: known.of(wish.community) for wish in wishes}
    first: dict[check_ins.Place, _Wish] = {}
    for wish in sorted(wishes, key=lambda one: (one.day, one.at)):
        if rules[wish.community]:
            first.setdefault((wish.member, wish.community, wish.day), wish)
    for currency in sorted({rule.currency_id for rule in rules.values() if rule}):
        posting.lock_balances({wish.member for wish in first.values()}, currency=currency)
    done = _insert(_with_streaks(first, rules)) if first else []
    _pay(done, by=by)
    _announce(done, by=by)
    return done


def _with_streaks(
    first: Mapping[check_ins.Place, _Wish], rules: Mapping[int, EarningRule | None]
) -> list[_Done]:
    """What each check-in would come to, from the one before it (which may be in the same batch)."""
    before = check_ins.last_before(list(first))
    latest: dict[tuple[int, int], tuple[date, int]] = {}
    found = []
    for place, wish in first.items():
        rule = rules[wish.community]
        if rule is None:
            continue
        last_day, last_streak = latest.get(place[:2]) or before.get(place) or (None, 0)
        length = streaks.next_streak(last_day, last_streak, wish.day)
        latest[place[:2]] = wish.day, length
        points = streaks.ladder_points(rule.ladder, length)
        found.append(_Done(wish=wish, rule=rule, streak=length, points=points))
    return found


def _insert(wanted: Sequence[_Done]) -> list[_Done]:
    rows = [(one.wish.member, one.wish.community, one.wish.day, one.wish.at, one.wish.via) for one in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO growth_checkin (org_id, member_id, community_id, day, "at", via, streak, points)'
            " SELECT %s, u.* FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::timestamptz[],"
            "  %s::text[], %s::int[], %s::int[]) AS u"
            " ON CONFLICT (member_id, community_id, day) DO NOTHING RETURNING member_id, community_id, day",
            [
                scope.org_id(),
                *map(list, zip(*rows, strict=True)),
                [one.streak for one in wanted],
                [one.points for one in wanted],
            ],
        )
        new = set(cursor.fetchall())
    return [one for one in wanted if (one.wish.member, one.wish.community, one.wish.day) in new]


def _pay(done: Sequence[_Done], *, by: Actor) -> None:
    wanted = [one for one in done if one.points]
    postings = [_posting(one) for one in wanted]
    entries = posting.write(postings, by=by)
    paid = [(entry, one) for entry, one in zip(entries, wanted, strict=True) if entry is not None]
    fresh = [one for entry, one in zip(entries, postings, strict=True) if entry is not None]
    posting.add_to_balances(fresh, are_locked=True)
    for currency in sorted({one.currency_id for one in fresh}):
        earned = [_earned(one) for _entry, one in paid if one.rule.currency_id == currency]
        posting.add_to_tallies(earned, currency=currency)
    log.append([_awarded(entry, one) for entry, one in paid], by=by)


def _earned(one: _Done) -> Earned:
    wish = one.wish
    return Earned(
        member=wish.member, community=wish.community, day=wish.day, reason=REASON, points=one.points
    )


def _posting(one: _Done) -> Posting:
    wish = one.wish
    return Posting(
        key=hashed_key(f"check-in:{wish.community}:{wish.member}:{wish.day}"),
        kind="award",
        currency_id=one.rule.currency_id,
        member_id=wish.member,
        community_id=wish.community,
        source=Account.ISSUANCE,
        target=Account.AVAILABLE,
        amount=one.points,
        reason=REASON,
        rule_version=one.rule.version,
        at=wish.at,
        day=wish.day,
        ref=wish.message,
    )


def _announce(done: Sequence[_Done], *, by: Actor) -> None:
    log.append([_checked_in(one) for one in done], by=by)


def _checked_in(one: _Done) -> Draft:
    fact = CheckedIn(one.wish.day.isoformat(), one.streak, one.points, one.wish.via)
    return _draft(fact, one.wish)


def _awarded(entry: int, one: _Done) -> Draft:
    return _draft(PointsAwarded(entry, one.points, REASON, one.rule.currency.code), one.wish)


def _draft(fact: CheckedIn | PointsAwarded, wish: _Wish) -> Draft:
    return Draft(
        fact=fact,
        occurred_at=wish.at,
        community=wish.community,
        group=wish.group,
        member=wish.member,
        cause=wish.cause,
    )


def _answer(done: Sequence[_Done], *, at: datetime) -> None:
    """Say in the group what the check-in came to, in the community's language."""
    answered = [one for one in done if one.rule.is_replying and one.wish.group is not None]
    if not answered:
        return
    languages = earning.languages({one.wish.community for one in answered})
    plans = []
    for one in answered:
        with translation.override(languages.get(one.wish.community)):
            plans.append(_reply(one, _words(one)))
    planning.plan(plans, by=SYSTEM, at=at)


def _words(one: _Done) -> str:
    values = {"streak": one.streak, "points": one.points, "currency": _(one.rule.currency.name)}
    if one.points:
        return pgettext("answer", "Checked in: day %(streak)s in a row, +%(points)s %(currency)s") % values
    return pgettext("answer", "Checked in: day %(streak)s in a row") % values


def _reply(one: _Done, words: str) -> planning.Plan:
    wish = one.wish
    return planning.Plan(
        key=f"growth:check-in:{wish.community}:{wish.member}:{wish.day}",
        group=wish.group,
        member=wish.member,
        payload=orders.SendMessage(words, reply_to=wish.message),
        message_class="service",
        priority=60,
        due_at=wish.at,
        late_after=wish.at + ANSWER_IS_LATE,
        origin="growth:check-in",
        cause=wish.cause,
        source="check-in",
    )
