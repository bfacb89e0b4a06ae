"""From a due row to a confirmed send: claim, check, perform, record. Only `perform` touches the network."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from linli.connect.gateway import registry
from linli.connect.gateway.contract import Account, Adapter, NoAnswer, Outcome, Refused
from linli.connect.gateway.models import Channel
from linli.connect.gateway.orders import VERBS, Order
from linli.connect.gateway.outbox import recording, rules
from linli.connect.gateway.outbox.admission import admit
from linli.connect.gateway.outbox.claiming import BATCH, claim, release
from linli.connect.gateway.outbox.rows import Claim, Row
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope

LONGEST_DRAIN_SECONDS = 2.0
"""After so long the rest is given back, so that something urgent is not kept waiting behind it."""

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)
_pace: dict[int, int] = {}
_decoders = {verb: msgspec.json.Decoder(payload, strict=False) for verb, payload in VERBS.items()}


def dispatch_round(*, clock: Clock, limit: int = BATCH) -> int:
    """Take about `limit` due effects through to their outcome in this thread; returns how many it took."""
    claims = claim(at=clock(), limit=limit)
    for channel, found in by_channel(claims).items():
        drain(channel, found, clock=clock)
    return len(claims)


def by_channel(claims: Sequence[Claim]) -> Mapping[int, Sequence[Claim]]:
    """The claims of each channel, each in its order."""
    found = defaultdict(list)
    for one in claims:
        found[one.channel].append(one)
    return found


def drain(channel: int, claims: Sequence[Claim], *, clock: Clock) -> None:
    """Take the claims of one channel through to their outcomes, a chunk at a time, as far as time allows.

    Between two commits stands the network and nothing else: whatever kills the process leaves each effect
    planned, `reserved` (nobody began), `sending` (somebody began), or recorded.
    """
    reached = open_channel(channel)
    chunk, done, began = _pace.get(channel, rules.FIRST_CHUNK), 0, time.monotonic()
    while reached and done < len(claims) and time.monotonic() - began < LONGEST_DRAIN_SECONDS:
        rows = admit(claims[done : done + chunk], at=clock())
        done += chunk
        if rows:
            sent_at = time.monotonic()
            outcomes = perform(*reached, rows)
            chunk = rules.next_chunk(chunk, seconds=time.monotonic() - sent_at)
            recording.record(rows, outcomes, at=clock())
    _pace[channel] = chunk
    release(claims)


def open_channel(channel: int) -> tuple[Adapter, Account] | None:
    """A channel's adapter and account; when they cannot be had, None, and the channel is closed."""
    with scope.everywhere():
        found = Channel.objects.get(id=channel)
    try:
        return registry.get_adapter(found.adapter), registry.account_of(found)
    except Refusal as refusal:
        log.warning("Cannot send through channel %s: %s", channel, refusal)
        recording.close_channel(channel, str(refusal))
        return None


def perform(adapter: Adapter, account: Account, rows: Sequence[Row]) -> Sequence[Outcome]:
    """The outcome of each effect. An adapter that breaks down leaves all of them without an answer."""
    orders = [order_of(row) for row in rows]
    asked = [order for order in orders if isinstance(order, Order)]
    try:
        answers = list(adapter.perform(account, asked)) if asked else []
    except Exception as error:
        log.exception("Adapter %s broke down while sending", adapter.code)
        answers = [NoAnswer(f"{type(error).__name__}: {error}")] * len(asked)
    if len(answers) != len(asked):
        log.error("Adapter %s gave %s outcomes for %s orders", adapter.code, len(answers), len(asked))
        answers = [NoAnswer("the adapter did not say which orders it carried out")] * len(asked)
    waiting = iter(answers)
    return [next(waiting) if isinstance(order, Order) else order for order in orders]


def order_of(row: Row) -> Order | Refused:
    """The order for an adapter; Refused when this version cannot read the payload."""
    try:
        payload = _decoders[row.verb].decode(row.payload)
    except (KeyError, msgspec.ValidationError) as error:
        return Refused(f"the stored payload cannot be read: {error}")
    return Order(row.id, row.key, row.verb, row.target, row.person, payload)
