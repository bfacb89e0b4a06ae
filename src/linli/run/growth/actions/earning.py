"""Points for what people say, a whole batch at a time: a handful of statements whatever the number of
messages.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID
from zlib import crc32

from django.db import transaction

from linli.facts.growth import PointsAwarded
from linli.facts.messages import MessagePosted
from linli.kernel.events import log
from linli.kernel.events.event import Draft, Event
from linli.kernel.orgs.actor import SYSTEM
from linli.run.growth.actions import posting, setup
from linli.run.growth.actions.posting import Earned, Posting
from linli.run.growth.models import EarningRule
from linli.run.growth.queries import earning as queries
from linli.run.growth.rules import earning as rules
from linli.run.growth.rules.accounts import Account
from linli.run.growth.rules.earning import Candidate

REASON = "message"
_QUARTER_SECONDS = 900
_LEDGER_KEY = 1 << 80
Chosen = Sequence[tuple[Candidate, int]]


@transaction.atomic
def award_messages(events: Sequence[Event]) -> int:
    """Give the points that messages earn; returns the number of entries.

    Imported history, programs and hidden messages earn nothing. The entry's key is the person and the
    minute, so neither a second delivery nor a second community gives a second award.
    """
    live = [event for event in events if _may_earn(event)]
    if not live:
        return 0
    setup.set_up(at=live[0].recorded_at)
    total = 0
    for rule, candidates in _candidates(live):
        total += _award(rule, candidates, live)
    return total


def _may_earn(event: Event) -> bool:
    fact = event.fact
    return (
        event.origin != "import"
        and event.member is not None
        and event.community is not None
        and isinstance(fact, MessagePosted)
        and not fact.is_bot
        and not fact.hidden
    )


def _candidates(events: Sequence[Event]) -> Iterable[tuple[EarningRule, list[Candidate]]]:
    """For each rule the messages that pass its quality floor."""
    known = queries.rules_for("message")
    communities = {event.community or 0 for event in events}
    zones = queries.zones(communities)
    by_community = {community: known.of(community) for community in zones}
    days: dict[tuple[int, int], date] = {}
    found: dict[int, list[Candidate]] = defaultdict(list)
    for place, event in enumerate(events):
        community = event.community or 0
        rule = by_community.get(community)
        text = event.fact.text.strip()  # type: ignore[attr-defined]  # a MessagePosted, see _may_earn
        if rule is None or not rules.is_worth_points(text, min_length=rule.min_length):
            continue
        seconds = int(event.occurred_at.timestamp())
        quarter = community, seconds // _QUARTER_SECONDS
        day = days.get(quarter)
        if day is None:
            day = days[quarter] = event.occurred_at.astimezone(zones[community]).date()
        window = rules.window_of(seconds, rule.gap_seconds)
        text_print = crc32(text.encode())
        found[rule.id].append(
            Candidate(event.member or 0, community, day, window, text_print, event.id, place)
        )
    by_id = {rule.id: rule for rule in by_community.values() if rule}
    return [(by_id[rule], candidates) for rule, candidates in found.items()]


def _award(rule: EarningRule, candidates: Sequence[Candidate], events: Sequence[Event]) -> int:
    posting.lock_balances({one.member for one in candidates}, currency=rule.currency_id)
    pairs = {(one.member, one.day) for one in candidates}
    so_far = queries.earned_so_far(pairs, reason=REASON, currency=rule.currency_id)
    earning = rules.Earning(rule.points, rule.day_cap, rule.min_length, rule.gap_seconds)
    chosen = rules.choose(candidates, so_far, earning)
    written = posting.write(_postings(rule, chosen, events), by=SYSTEM)
    if not written:
        return 0
    posting.add_to_balances((one for _, one in written), are_locked=True)
    fresh = {one.key: entry for entry, one in written}
    awarded = [(one, points, fresh[_key(rule, one)]) for one, points in chosen if _key(rule, one) in fresh]
    posting.add_to_tallies(_tallies(awarded), currency=rule.currency_id)
    log.append(_facts(awarded, events, rule.currency.code), by=SYSTEM)
    return len(written)


def _key(rule: EarningRule, one: Candidate) -> UUID:
    """The start of the window and the member: rising with time, so the index grows at its end."""
    start = one.window * max(rule.gap_seconds, 1)
    return UUID(int=((start & 0xFFFFFFFFFF) << 88) | _LEDGER_KEY | (one.member & (_LEDGER_KEY - 1)))


def _postings(rule: EarningRule, chosen: Chosen, events: Sequence[Event]) -> list[Posting]:
    return [
        Posting(
            key=_key(rule, one),
            kind="award",
            currency_id=rule.currency_id,
            member_id=one.member,
            community_id=one.community,
            source=Account.ISSUANCE.value,
            target=Account.AVAILABLE.value,
            amount=points,
            reason=REASON,
            rule_version=rule.version,
            at=events[one.place].occurred_at,
            day=one.day,
            ref=events[one.place].fact.message,  # type: ignore[attr-defined]  # a MessagePosted
        )
        for one, points in chosen
    ]


def _tallies(awarded: Sequence[tuple[Candidate, int, int]]) -> list[Earned]:
    sums: dict[tuple[int, int, date], tuple[int, int]] = {}
    for one, points, _entry in awarded:
        before = sums.get((one.member, one.community, one.day), (0, 0))
        sums[one.member, one.community, one.day] = before[0] + points, one.text_print
    return [
        Earned(member=member, community=community, day=day, reason=REASON, points=points, last_text=text)
        for (member, community, day), (points, text) in sums.items()
    ]


def _facts(
    awarded: Sequence[tuple[Candidate, int, int]], events: Sequence[Event], currency: str
) -> list[Draft]:
    """One fact for each member and community, however many of their messages earned something."""
    together: dict[tuple[int, int], list[tuple[Candidate, int, int]]] = defaultdict(list)
    for item in awarded:
        together[item[0].member, item[0].community].append(item)
    drafts = []
    for items in together.values():
        event = events[items[-1][0].place]
        points = sum(points for _, points, _ in items)
        drafts.append(
            Draft(
                fact=PointsAwarded(items[0][2], points, REASON, currency, len(items)),
                occurred_at=event.occurred_at,
                community=event.community,
                group=event.group,
                member=event.member,
                cause=event.as_cause,
            )
        )
    return drafts
