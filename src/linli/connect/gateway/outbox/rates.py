"""Token buckets of accounts and of targets on them, kept in the database and locked in one fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import connection

from linli.connect.gateway.contract import Rate
from linli.connect.gateway.outbox import rules
from linli.connect.gateway.outbox.places import Places
from linli.connect.gateway.outbox.rows import Row

HORIZON = timedelta(minutes=5)
Key = tuple[int, str]
"""channel and target; the target of the account's own bucket is empty."""


class _Bucket(msgspec.Struct):
    rate: Rate | None
    tokens: float
    blocked_until: datetime | None
    booked_until: datetime | None
    queue: int = 0
    is_changed: bool = False


class RateBook:
    """The buckets that a batch of effects needs, locked until the transaction ends."""

    def __init__(self, rows: Sequence[Row], places: Places, at: datetime) -> None:
        self._at = at
        self._places = places
        rates = {key: rate for row in rows for key, rate in self._rates_of(row)}
        _make_missing(rates, at)
        self._buckets = _lock(rates, at)

    def until(self, row: Row) -> datetime | None:
        """When an effect may go, or None when it may go now."""
        moments = [
            moment
            for key, _rate in self._rates_of(row)
            if (bucket := self._buckets.get(key)) and (moment := self._wait(bucket, row)) is not None
        ]
        return max(moments, default=None)

    def take(self, row: Row) -> None:
        """Use a token of every bucket."""
        for key, _rate in self._rates_of(row):
            bucket = self._buckets.get(key)
            if bucket and bucket.rate:
                bucket.tokens -= 1
                bucket.is_changed = True

    def write(self) -> None:
        """Keep what was taken and booked."""
        changed = {key: bucket for key, bucket in self._buckets.items() if bucket.is_changed}
        if not changed:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE gateway_ratebucket b SET tokens = n.tokens, filled_at = %s, booked_until = n.booked"
                " FROM unnest(%s::bigint[], %s::text[], %s::float8[], %s::timestamptz[])"
                " AS n(channel, target, tokens, booked)"
                " WHERE b.channel_id = n.channel AND b.target = n.target",
                [
                    self._at,
                    [key[0] for key in changed],
                    [key[1] for key in changed],
                    [bucket.tokens for bucket in changed.values()],
                    [bucket.booked_until for bucket in changed.values()],
                ],
            )

    def _rates_of(self, row: Row) -> tuple[tuple[Key, Rate | None], tuple[Key, Rate | None]]:
        account, target = self._places.rates(row)
        return ((row.channel, ""), account), ((row.channel, row.target), target)

    def _wait(self, bucket: _Bucket, row: Row) -> datetime | None:
        if bucket.blocked_until is not None and bucket.blocked_until > self._at:
            return bucket.blocked_until
        if bucket.rate is None or bucket.tokens >= 1:
            return None
        step = timedelta(seconds=1 / rules.refill_per_second(bucket.rate))
        if row.waits_for == "rate" or row.message_class in rules.URGENT_CLASSES:
            bucket.queue += 1
            return self._at + step * (bucket.queue - bucket.tokens)
        return _book(bucket, self._at, step)


def block(channel: int, target: str, *, until: datetime, at: datetime) -> None:
    """The platform asked for silence: nothing goes to this target ("": from this account) before `until`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_ratebucket (channel_id, target, tokens, filled_at, blocked_until)"
            " VALUES (%s, %s, 0, %s, %s) ON CONFLICT (channel_id, target) DO UPDATE SET tokens = 0,"
            " filled_at = excluded.filled_at, blocked_until = greatest("
            "   gateway_ratebucket.blocked_until, excluded.blocked_until)",
            [channel, target, at, until],
        )


def _book(bucket: _Bucket, at: datetime, step: timedelta) -> datetime:
    """The next free turn. Beyond the horizon turns are given again from the start: plans change."""
    last = bucket.booked_until
    if last is None or last < at or last > at + HORIZON:
        last = at
    bucket.booked_until = last + step
    bucket.is_changed = True
    return bucket.booked_until


def _make_missing(rates: Mapping[Key, Rate | None], at: datetime) -> None:
    limited = {key: rate for key, rate in rates.items() if rate is not None}
    if not limited:
        return
    keys = sorted(limited)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_ratebucket (channel_id, target, tokens, filled_at)"
            " SELECT channel, target, tokens, %s FROM unnest(%s::bigint[], %s::text[], %s::float8[])"
            ' AS n(channel, target, tokens) ORDER BY channel, target COLLATE "C" ON CONFLICT DO NOTHING',
            [at, *_columns(keys), [rules.burst(limited[key]) for key in keys]],
        )


def _lock(rates: Mapping[Key, Rate | None], at: datetime) -> dict[Key, _Bucket]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.channel_id, b.target, b.tokens, b.filled_at, b.blocked_until, b.booked_until"
            " FROM unnest(%s::bigint[], %s::text[]) AS n(channel, target)"
            " JOIN gateway_ratebucket b ON b.channel_id = n.channel AND b.target = n.target"
            ' ORDER BY n.channel, n.target COLLATE "C" FOR UPDATE OF b',
            _columns(sorted(rates)),
        )
        rows = cursor.fetchall()
    found = {}
    for channel, target, tokens, filled_at, blocked_until, booked_until in rows:
        rate = rates[channel, target]
        if rate is not None:
            tokens = rules.tokens_now(tokens, filled_at=filled_at, at=at, rate=rate)
            if tokens >= rules.burst(rate):
                booked_until = None
        found[channel, target] = _Bucket(rate, tokens, blocked_until, booked_until)
    return found


def _columns(keys: Iterable[Key]) -> list[list[int | str]]:
    listed = list(keys)
    return [[key[0] for key in listed], [key[1] for key in listed]]
