"""What adapters reported becomes states and events, in one transaction, as long as the fence holds."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import connection, transaction

from linli.connect.gateway.contract import NoAnswer, NotSent, Outcome, RateLimited, Refused, Sent
from linli.connect.gateway.outbox import announcing, breaker, caps, rates, rules
from linli.connect.gateway.outbox.rows import Row

FIRST_READ_BACK = timedelta(seconds=10)


class Change(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How an effect leaves `sending`. `look_at` is when a sweep reads an unknown one back."""

    id: int
    fence: int
    state: str
    reason: str = ""
    external_id: str = ""
    answer: dict[str, str] | None = None
    waits_for: str = ""
    due_at: datetime | None = None
    look_at: datetime | None = None
    is_free: bool = False


def record(rows: Sequence[Row], outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Write the outcome of each effect that was being sent, in one transaction.

    An answer that comes after its lease ended still counts, as long as nobody took the effect up again.
    """
    changes = [change_of(row, outcome, at) for row, outcome in zip(rows, outcomes, strict=True)]
    with transaction.atomic():
        ended = apply(changes, at=at)
        caps.give_back([one.id for one in changes if one.is_free and one.id in ended])
        _silence(rows, outcomes, at)
        _log_out(rows, outcomes)
        announce(changes, ended, at=at)
        breaker.trip([row for row, one in zip(rows, changes, strict=True) if one.state == "failed"], at=at)


def change_of(row: Row, outcome: Outcome, at: datetime) -> Change:
    """What an outcome means for an effect, by its delivery policy."""
    match outcome:
        case Sent(external_id=external_id, answer=answer):
            external_id = _fit(external_id, 255)
            return Change(id=row.id, fence=row.fence, state="sent", external_id=external_id, answer=answer)
        case RateLimited(retry_after_seconds=seconds):
            return _again(row, at + timedelta(seconds=max(0.0, seconds)), "rate", "rate", is_free=True)
        case Refused(reason=reason):
            return _failed(row, f"refused:{reason}")
        case NotSent(reason=reason) if row.attempts + 1 < rules.MAX_ATTEMPTS:
            due_at = at + rules.retry_delay(row.attempts + 1)
            return _again(row, due_at, "retry", f"not_sent:{reason}", is_free=True)
        case NotSent(reason=reason):
            return _failed(row, f"gave_up:{reason}")
        case NoAnswer(reason=reason) if (
            row.policy == "at_least_once" and row.attempts + 1 < rules.MAX_ATTEMPTS
        ):
            due_at = at + rules.retry_delay(row.attempts + 1)
            return _again(row, due_at, "retry", f"no_answer:{reason}", is_free=False)
        case NoAnswer(reason=reason):
            return Change(
                id=row.id,
                fence=row.fence,
                state="unknown",
                reason=_fit(f"no_answer:{reason}"),
                look_at=at + FIRST_READ_BACK,
            )


def apply(changes: Sequence[Change], *, at: datetime) -> dict[int, announcing.Ended]:
    """Write the changes whose fence still holds; returns these effects by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = n.state, reason = n.reason, external_id = n.external_id,"
            " attempts = e.attempts - CASE n.waits_for WHEN 'rate' THEN 1 ELSE 0 END,"
            " answer = coalesce(n.answer, e.answer),"
            " waits_for = n.waits_for, due_at = coalesce(n.due_at, e.due_at), lease_until = n.look_at,"
            " finished_at = CASE WHEN n.state IN ('sent', 'failed') THEN %s END"
            " FROM json_to_recordset(%s) AS n(id bigint, fence int, state text, reason text,"
            "  external_id text, answer jsonb, waits_for text, due_at timestamptz, look_at timestamptz)"
            " WHERE e.id = n.id AND e.fence = n.fence AND e.state IN ('sending', 'unknown', 'planned')"
            f" RETURNING {announcing.WHERE}",
            [at, msgspec.json.encode(changes).decode()],
        )
        return {one.id: one for one in announcing.ended(cursor.fetchall())}


def announce(changes: Sequence[Change], ended: dict[int, announcing.Ended], *, at: datetime) -> None:
    """Tell the log what was sent, failed, or became unknown."""
    by_state = defaultdict(list)
    for change in changes:
        if change.id in ended:
            by_state[change.state].append(ended[change.id])
    announcing.sent(by_state["sent"], at=at)
    announcing.failed(by_state["failed"], at=at)
    announcing.unknown(by_state["unknown"], at=at)


def _fit(text: str, length: int = 300) -> str:
    """What a platform said, short enough to keep, without the character PostgreSQL refuses."""
    return text.replace("\x00", "")[:length]


def _failed(row: Row, reason: str) -> Change:
    return Change(id=row.id, fence=row.fence, state="failed", reason=_fit(reason), is_free=True)


def _again(row: Row, due_at: datetime, code: str, reason: str, *, is_free: bool) -> Change:
    return Change(
        id=row.id,
        fence=row.fence,
        state="planned",
        due_at=due_at,
        waits_for=code,
        reason=_fit(reason),
        is_free=is_free,
    )


def _silence(rows: Sequence[Row], outcomes: Sequence[Outcome], at: datetime) -> None:
    """A platform that limits one target is left alone there; one that limits several, altogether."""
    limited = {
        (row.channel, row.target): outcome.retry_after_seconds
        for row, outcome in zip(rows, outcomes, strict=True)
        if isinstance(outcome, RateLimited)
    }
    targets = Counter(channel for channel, _target in limited)
    blocks: dict[tuple[int, str], float] = defaultdict(float)
    for (channel, target), seconds in limited.items():
        key = (channel, target if targets[channel] == 1 else "")
        blocks[key] = max(blocks[key], seconds)
    for channel, target in sorted(blocks):
        until = at + timedelta(seconds=blocks[channel, target])
        rates.block(channel, target, until=until, at=at)


def _log_out(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
    """The account itself was refused: nothing more is sent through the channel until somebody mends it."""
    refused = {
        row.channel: outcome.reason
        for row, outcome in zip(rows, outcomes, strict=True)
        if isinstance(outcome, Refused) and outcome.needs_login
    }
    for channel in sorted(refused):
        close_channel(channel, refused[channel])


def close_channel(channel: int, reason: str) -> None:
    """Send nothing more through a channel until somebody mends it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_channel SET state = 'needs_login', state_reason = %s"
            " WHERE id = %s AND state = 'active'",
            [_fit(reason), channel],
        )
