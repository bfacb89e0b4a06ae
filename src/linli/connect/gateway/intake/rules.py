"""What may come in: bounds on a record, and the words used when one is refused."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from linli.facts.inbound import Inbound

MAX_TEXT = 20_000
MAX_ID = 255
MAX_PARTS = 100
MAX_BATCH = 5_000
MAX_AHEAD = timedelta(minutes=10)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def problem_of(record: Inbound, *, at: datetime) -> str | None:
    """Why a record cannot be taken in, in one sentence; None when it can."""
    if not record.external_id or len(record.external_id) > MAX_ID:
        return f"external_id must have 1 to {MAX_ID} characters"
    if not record.group or len(record.group) > MAX_ID:
        return f"group must have 1 to {MAX_ID} characters"
    if len(record.sender) > MAX_ID or (not record.sender and record.kind not in _SENDERLESS):
        return f"sender must have 1 to {MAX_ID} characters"
    if len(record.text) > MAX_TEXT:
        return f"the text has {len(record.text):,} characters; at most {MAX_TEXT:,} are taken"
    if len(record.parts) > MAX_PARTS:
        return f"the message has {len(record.parts)} parts; at most {MAX_PARTS} are taken"
    if record.kind in _TARGETED and not record.target:
        return f"a record of kind {record.kind} must name its target"
    return _problem_with_time(record.occurred_at, at)


_SENDERLESS = frozenset({"system", "group_renamed", "redaction"})
_TARGETED = frozenset({"edit", "redaction", "reaction", "kick", "ban"})


def _problem_with_time(occurred_at: datetime, at: datetime) -> str | None:
    if occurred_at.tzinfo is None:
        return "occurred_at has no time zone: write it like 2026-11-21T08:00:00Z"
    if occurred_at > at + MAX_AHEAD:
        return f"occurred_at {occurred_at.isoformat()} lies in the future"
    if occurred_at < EARLIEST:
        return f"occurred_at {occurred_at.isoformat()} lies before 1990"
    return None


def digest_of(external_id: str) -> str:
    """128 bits that stand for an external id, as the text of a UUID."""
    return blake2b(external_id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def clean_name(name: str, limit: int = 200) -> str:
    """A name as it may be stored: no control or direction-changing characters, not too long."""
    return _CONTROL.sub("", name).strip()[:limit]


def first_of_each(records: Sequence[Inbound]) -> dict[str, Inbound]:
    """Records by digest; of two with the same external id the first counts."""
    found: dict[str, Inbound] = {}
    for record in records:
        found.setdefault(digest_of(record.external_id), record)
    return found
