"""Points for what people say, a whole batch at a time: a handful of statements whatever the number of
messages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zlib import crc32
from zoneinfo import ZoneInfo

import msgspec
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
from linli.run.growth.queries import ledger
from linli.run.growth.rules import earning as rules
from linli.run.growth.rules.accounts import Account
from linli.run.growth.rules.earning import Candidate

REASON = "message"
_QUARTER_SECONDS = 900
_ISSUANCE, _AVAILABLE = Account.ISSUANCE.value, Account.AVAILABLE.value


class _Message(msgspec.Struct, frozen=True, gc=False):
    """A live message with its event; who and where are known."""

    event: Event
    said: MessagePosted
    member: int
    community: int


class _Award(msgspec.Struct, frozen=True, gc=False):
    message: _Message
    candidate: Candidate
    points: int
    entry: int


@transaction.atomic
def award_messages(events: Sequence[Event]) -> int:
    """Give the points that messages earn; returns the number of entries.

    Imported history, programs and hidden messages earn nothing. The entry's key is the person and the
    minute, so neither a second delivery nor a second community gives a second award.
    """
    messages = list(_live(events))
    if not messages:
        return 0
    setup.set_up(at=messages[0].event.recorded_at)
    known = queries.rules_for("message")
    zones = queries.zones({message.community for message in messages})
    rule_of = {community: known.of(community) for community in zones}
    by_rule: dict[int, list[_Message]] = defaultdict(list)
    for message in messages:
        if rule := rule_of.get(message.community):
            by_rule[rule.id].append(message)
    rules_by_id = {rule.id: rule for rule in rule_of.values() if rule}
    return sum(_award(rules_by_id[rule], group, zones) for rule, group in by_rule.items())


def _live(events: Sequence[Event]) -> Iterable[_Message]:
    for event in events:
        said, member, community = event.fact, event.member, event.community
        if event.origin == "import" or member is None or community is None:
            continue
        if isinstance(said, MessagePosted) and not said.is_bot and not said.hidden:
            yield _Message(event, said, member, community)


def _award(rule: EarningRule, messages: Sequence[_Message], zones: Mapping[int, ZoneInfo]) -> int:
    gap = max(rule.gap_seconds, 1)
    keys, fresh = _in_open_windows(messages, gap)
    candidates = list(_candidates(rule, fresh, zones))
    if not candidates:
        return 0
    posting.lock_balances({one.member for one in candidates}, currency=rule.currency_id)
    pairs = {(one.member, one.day) for one in candidates}
    so_far = queries.earned_so_far(pairs, reason=REASON, currency=rule.currency_id)
    earning = rules.Earning(rule.points, rule.day_cap, rule.min_length, gap)
    chosen = rules.choose(candidates, so_far, earning)
    postings = [
        _posting(rule, one, points, fresh[one.place][0], keys[one.member, one.window])
        for one, points in chosen
    ]
    entries = posting.write(postings, by=SYSTEM)
    written = [
        _Award(fresh[one.place][0], one, points, entry)
        for (one, points), entry in zip(chosen, entries, strict=True)
        if entry is not None
    ]
    _carry_over(rule, written, [one for one, entry in zip(postings, entries, strict=True) if entry])
    return len(written)


def _in_open_windows(
    messages: Sequence[_Message], gap: int
) -> tuple[dict[tuple[int, int], str], list[tuple[_Message, int]]]:
    """The ledger key of each (member, window), and the messages, with their window, of those that are free.

    Most messages end here, before anything is looked at closely or locked: their author has had the point
    of this minute.
    """
    windows = [int(message.event.occurred_at.timestamp()) // gap for message in messages]
    pairs = {(message.member, window) for message, window in zip(messages, windows, strict=True)}
    keys = {pair: rules.key_of(pair[0], window=pair[1], gap_seconds=gap) for pair in pairs}
    taken = ledger.known_keys(list(keys.values()))
    fresh = [
        (message, window)
        for message, window in zip(messages, windows, strict=True)
        if keys[message.member, window] not in taken
    ]
    return keys, fresh


def _candidates(
    rule: EarningRule, fresh: Sequence[tuple[_Message, int]], zones: Mapping[int, ZoneInfo]
) -> Iterable[Candidate]:
    """Those messages that pass the quality floor."""
    days: dict[tuple[int, int], date] = {}
    for place, (message, window) in enumerate(fresh):
        text = message.said.text.strip()
        if not rules.is_worth_points(text, min_length=rule.min_length):
            continue
        at, community = message.event.occurred_at, message.community
        quarter = community, int(at.timestamp()) // _QUARTER_SECONDS
        day = days.get(quarter)
        if day is None:
            day = days[quarter] = at.astimezone(zones[community]).date()
        yield Candidate(message.member, community, day, window, crc32(text.encode()), place)


def _posting(rule: EarningRule, one: Candidate, points: int, message: _Message, key: str) -> Posting:
    return Posting(
        key=key,
        kind="award",
        currency_id=rule.currency_id,
        member_id=one.member,
        community_id=one.community,
        source=_ISSUANCE,
        target=_AVAILABLE,
        amount=points,
        reason=REASON,
        rule_version=rule.version,
        at=message.event.occurred_at,
        day=one.day,
        ref=message.said.message,
    )


def _carry_over(rule: EarningRule, written: Sequence[_Award], postings: Sequence[Posting]) -> None:
    """Balances, tallies and the facts that tell of it."""
    if written:
        posting.add_to_balances(postings, are_locked=True)
        posting.add_to_tallies(_tallies(written), currency=rule.currency_id)
        log.append(_facts(written, rule.currency.code), by=SYSTEM)


def _tallies(written: Sequence[_Award]) -> list[Earned]:
    sums: dict[tuple[int, int, date], tuple[int, int]] = {}
    for award in written:
        one = award.candidate
        place = one.member, one.community, one.day
        sums[place] = sums.get(place, (0, 0))[0] + award.points, one.text_print
    return [
        Earned(member=member, community=community, day=day, reason=REASON, points=points, last_text=text)
        for (member, community, day), (points, text) in sums.items()
    ]


def _facts(written: Sequence[_Award], currency: str) -> list[Draft]:
    """One fact for each member and community, however many of their messages earned something."""
    together: dict[tuple[int, int], list[_Award]] = defaultdict(list)
    for award in written:
        together[award.message.member, award.message.community].append(award)
    drafts = []
    for awards in together.values():
        event = awards[-1].message.event
        points = sum(award.points for award in awards)
        drafts.append(
            Draft(
                fact=PointsAwarded(awards[0].entry, points, REASON, currency, len(awards)),
                occurred_at=event.occurred_at,
                community=event.community,
                group=event.group,
                member=event.member,
                cause=event.as_cause,
            )
        )
    return drafts
