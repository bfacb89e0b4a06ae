"""The life of an application, why one is refused, and when it is overdue."""

from datetime import datetime, timedelta

DRAFT, RECEIVED, ASKED, WAITING, OFFERED = "draft", "received", "asked", "waiting", "offered"
ACCEPTED, REFUSED, WITHDRAWN = "accepted", "refused", "withdrawn"
STATES = (DRAFT, RECEIVED, ASKED, WAITING, OFFERED, ACCEPTED, REFUSED, WITHDRAWN)
OPEN = (DRAFT, RECEIVED, ASKED, WAITING, OFFERED)
DECIDABLE = (RECEIVED, ASKED, WAITING, OFFERED)
TO_DECIDE = (RECEIVED, ASKED)
REASONS = ("not_our_audience", "incomplete", "failed_test", "no_proof", "full", "rules", "duplicate", "other")
SOURCES = ("link", "campaign", "invitation", "platform")
FEE_STATES = ("due", "paid", "refunded", "waived")
_FEE_STEPS = {
    "due": ("paid", "waived"),
    "paid": ("refunded",),
    "waived": ("due",),
    "refunded": (),
}


def answer_by(sent_at: datetime, *, hours: int) -> datetime:
    """Until when an applicant should have heard."""
    return sent_at + timedelta(hours=hours)


def can_become(state: str, wanted: str) -> bool:
    """May a fee go from one state to another?"""
    return wanted in _FEE_STEPS.get(state, ())


def has_room(*, capacity: int | None, inside: int, promised: int) -> bool:
    """Is there a place for one more beside those inside and those who were promised one?"""
    return capacity is None or inside + promised < capacity


def decided_share(*, accepted: int, refused: int) -> float | None:
    """The part of decided applications that were accepted; None while nothing is decided."""
    decided = accepted + refused
    return accepted / decided if decided else None
