"""The outbox's decisions as plain functions: queues, rates, patience."""

from datetime import datetime, timedelta
from zlib import crc32

from linli.connect.gateway.contract import Rate

URGENT_CLASSES = frozenset({"safety", "service"})
URGENT_LANES = 16
LANES = 80

FIRST_CHUNK, LARGEST_CHUNK = 25, 200
CHUNK_SECONDS = 0.5

MAX_ATTEMPTS = 8
READ_BACK_FOR = timedelta(hours=1)
ASSISTED_WINDOW = timedelta(hours=24)
MISSED_AFTER = timedelta(hours=24)


def sender_of(*, source: str, origin: str) -> str:
    """Whom a person would name: "playbook newcomer-7d / step welcome" is sent by that playbook."""
    return source.partition(" / ")[0].strip() or origin


def lane_of(*, org: int, sender: str, message_class: str) -> int:
    """The queue an effect waits in. Every queue gets its turn, so one sender's flood fills one queue only."""
    ticket = crc32(f"{org}/{sender}".encode())
    if message_class in URGENT_CLASSES:
        return ticket % URGENT_LANES
    return URGENT_LANES + ticket % (LANES - URGENT_LANES)


def surfaces_of(surface: str) -> tuple[str, ...]:
    """The surfaces whose limits hold: a mention of everybody is also a post in the group."""
    return ("mention_all", "group") if surface == "mention_all" else (surface,)


def burst(rate: Rate) -> float:
    """How many effects may follow each other at once: a fifth of what the platform allows in its period."""
    return float(max(1, rate.amount // 5))


def refill_per_second(rate: Rate) -> float:
    """How fast tokens come back, so that burst and refill together never exceed `amount` in `seconds`."""
    return max(rate.amount - burst(rate) + 1, min(rate.amount, 1.0)) / rate.seconds


def tokens_now(tokens: float, *, filled_at: datetime, at: datetime, rate: Rate) -> float:
    """What is in a bucket at a moment; a clock that went back adds nothing."""
    seconds = max(0.0, (at - filled_at).total_seconds())
    return min(burst(rate), tokens + seconds * refill_per_second(rate))


def next_chunk(chunk: int, *, seconds: float) -> int:
    """How many effects to take to a platform next, when so many took so long: about half a second's worth.

    A process that is killed leaves at most one chunk in doubt, so a slow platform gets a small one.
    """
    if seconds < CHUNK_SECONDS / 4:
        return min(chunk * 2, LARGEST_CHUNK)
    if seconds > CHUNK_SECONDS:
        return max(1, int(chunk * CHUNK_SECONDS / seconds))
    return chunk


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the n-th failure: 5 s, doubling, a quarter of an hour at most."""
    return min(timedelta(seconds=5 * 2 ** min(max(0, attempts - 1), 10)), timedelta(minutes=15))


def next_read_back(*, started_at: datetime, at: datetime) -> datetime | None:
    """When to ask the platform again what became of an effect; None when it has been asked long enough."""
    age = at - started_at
    if age > READ_BACK_FOR:
        return None
    return at + max(timedelta(seconds=10), age)


def is_broken(*, failed: int, total: int, min_samples: int, max_failed_percent: int) -> bool:
    """Do so many of the last effects of a sender fail that it should stop?"""
    return total >= min_samples and failed * 100 >= total * max_failed_percent


def punctuality(*, window_ends_at: datetime | None, at: datetime) -> str:
    """Was a person's part done in its time?"""
    return "late" if window_ends_at is not None and at > window_ends_at else "on_time"
