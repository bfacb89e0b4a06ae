"""The last checks, in the transaction that moves an effect to `sending`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import connection, transaction

from linli.connect.gateway.outbox import announcing, hooks
from linli.connect.gateway.outbox.caps import CapBook
from linli.connect.gateway.outbox.places import Places
from linli.connect.gateway.outbox.rates import RateBook
from linli.connect.gateway.outbox.rows import Claim, Row, lock_reserved

LEASE = timedelta(seconds=60)
LEASE_EACH = timedelta(seconds=1)
LOOK_AGAIN = timedelta(minutes=5)


class Wait(msgspec.Struct, frozen=True, gc=False):
    """Not now. `code` is the effect's `waits_for`."""

    until: datetime
    code: str
    reason: str


class Drop(msgspec.Struct, frozen=True, gc=False):
    """Not at all."""

    reason: str


Verdict = Wait | Drop | None


def admit(claims: Sequence[Claim], *, at: datetime) -> list[Row]:
    """Check claimed effects and move those that may go to `sending`; returns them, in their order.

    One transaction: channel, origin, lateness and quiet hours are looked at again, tokens and caps are taken,
    and whatever may not go is put off or suppressed with its reason. Safe beside other dispatchers.
    """
    with transaction.atomic():
        rows = lock_reserved(claims)
        if not rows:
            return []
        places = Places(rows)
        standing = _Standing(rows)
        verdicts: dict[int, Verdict] = {row.id: _judge(row, standing, places, at) for row in rows}
        open_rows = [row for row in rows if verdicts[row.id] is None]
        verdicts.update(_take(open_rows, places, at))
        going = [row for row in rows if verdicts[row.id] is None]
        _write(rows, verdicts, going, at)
    return going


class _Standing:
    """What was paused or has ended since the effects were planned."""

    def __init__(self, rows: Sequence[Row]) -> None:
        origins: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            origins[row.org].add(row.origin)
        self._vetoes = {org: hooks.vetoes(org, sorted(listed)) for org, listed in origins.items()}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT org_id, sender FROM gateway_pausedsender WHERE org_id = ANY(%s) AND sender = ANY(%s)",
                [sorted(origins), sorted({row.sender for row in rows})],
            )
            self._paused = set(cursor.fetchall())
        self._withheld = _withheld(rows)

    def verdict(self, row: Row, at: datetime) -> Verdict:
        """What stands in the way of this effect before any clock is looked at."""
        ended, broken = self._vetoes[row.org]
        if row.origin in ended:
            return Drop(f"origin:{ended[row.origin]}"[:300])
        if row.late_after is not None and row.late_after < at:
            return Drop("late")
        if row.channel_state != "active":
            return Wait(at + LOOK_AGAIN, "channel", f"channel:{row.channel_state}")
        if (row.org, row.sender) in self._paused:
            return Wait(at + LOOK_AGAIN, "sender", "sender:paused")
        if row.origin.partition(":")[0] in broken:
            return Wait(at + LOOK_AGAIN, "guard", "guard")
        return self._refused(row, at)

    def _refused(self, row: Row, at: datetime) -> Verdict:
        """What the person it goes to said no to, in private messages."""
        if row.member is None or row.surface != "dm" or not row.is_message:
            return None
        refused = self._withheld[row.org, row.message_class]
        if refused is None:
            return Wait(at + LOOK_AGAIN, "guard", "guard")
        return Drop(f"consent:{refused[row.member]}"[:300]) if row.member in refused else None


def _withheld(rows: Sequence[Row]) -> dict[tuple[int, str], Mapping[int, str] | None]:
    people: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.member is not None and row.surface == "dm" and row.is_message:
            people[row.org, row.message_class].append(row.member)
    return {key: hooks.withheld(*key, members) for key, members in people.items()}


def _judge(row: Row, standing: _Standing, places: Places, at: datetime) -> Verdict:
    return standing.verdict(row, at) or _quiet(row, places, at)


def _quiet(row: Row, places: Places, at: datetime) -> Verdict:
    hours = places.quiet_hours(row)
    for one in hours:
        if one.on_hit == "drop" and places.opening(row, at, [one]) != at:
            return Drop(f"quiet_hours:{one.surface}")
    opening = places.opening(row, at, hours)
    if opening == at:
        return None
    return _put_off(row, opening, "quiet_hours", "quiet_hours")


def _take(rows: Sequence[Row], places: Places, at: datetime) -> Mapping[int, Verdict]:
    """Tokens and caps for as many as there are, first come first served."""
    caps = CapBook(rows, places, at)
    rates = RateBook(rows, places, at)
    verdicts: dict[int, Verdict] = {}
    for row in rows:
        verdict = _over_cap(row, caps, places) or _over_rate(row, rates)
        verdicts[row.id] = verdict
        if verdict is None:
            caps.take(row)
            rates.take(row)
    caps.write()
    rates.write()
    return verdicts


def _over_cap(row: Row, caps: CapBook, places: Places) -> Verdict:
    full = caps.full(row)
    if not full:
        return None
    reason = f"cap:{full[0].id}"
    if places.on_cap(row) == "drop":
        return Drop(reason)
    opening = places.opening(row, caps.slot(row), places.quiet_hours(row))
    if row.slot_until is not None and (opening is None or opening > row.slot_until):
        return Drop(f"no_slot:{reason}")
    return _put_off(row, opening, "cap", reason)


def _over_rate(row: Row, rates: RateBook) -> Verdict:
    until = rates.until(row)
    if until is None:
        return None
    return Wait(min(until, row.late_after) if row.late_after else until, "rate", "rate")


def _put_off(row: Row, until: datetime | None, code: str, reason: str) -> Verdict:
    """Wait, unless the wait would end after the effect's time."""
    if until is None or (row.late_after is not None and until > row.late_after):
        return Drop(f"late:{reason}")
    return Wait(until, code, reason)


def _write(rows: Sequence[Row], verdicts: Mapping[int, Verdict], going: Sequence[Row], at: datetime) -> None:
    waiting = [(row.id, one) for row in rows if isinstance(one := verdicts[row.id], Wait)]
    dropped = [(row.id, one) for row in rows if isinstance(one := verdicts[row.id], Drop)]
    with connection.cursor() as cursor:
        if going:
            cursor.execute(
                "UPDATE gateway_effect SET state = 'sending', reason = '', waits_for = '', started_at = %s,"
                " lease_until = %s, attempts = attempts + 1 WHERE id = ANY(%s)",
                [at, at + LEASE + LEASE_EACH * len(going), [row.id for row in going]],
            )
        if waiting:
            cursor.execute(
                "UPDATE gateway_effect e SET state = 'planned', lease_until = NULL, due_at = n.until,"
                " waits_for = n.code, reason = n.reason"
                " FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[])"
                " AS n(id, until, code, reason) WHERE e.id = n.id",
                [
                    [one for one, _ in waiting],
                    *([getattr(wait, name) for _, wait in waiting] for name in ("until", "code", "reason")),
                ],
            )
    _suppress(dropped, at)


def _suppress(dropped: Sequence[tuple[int, Drop]], at: datetime) -> None:
    if not dropped:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'suppressed', lease_until = NULL, waits_for = '',"
            " finished_at = %s, reason = n.reason FROM unnest(%s::bigint[], %s::text[]) AS n(id, reason)"
            f" WHERE e.id = n.id RETURNING {announcing.WHERE}",
            [at, [one for one, _ in dropped], [drop.reason for _, drop in dropped]],
        )
        gone = announcing.ended(cursor.fetchall())
    announcing.suppressed(gone, at=at)
