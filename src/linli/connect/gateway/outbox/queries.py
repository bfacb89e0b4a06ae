"""Reads for people: what was sent, what was not and why, and what waits for somebody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from linli.connect.gateway.models import Effect, PausedSender
from linli.connect.gateway.outbox import explain

OPEN_STATES = ("planned", "reserved", "sending", "unknown", "awaiting_person")


class NoSuchEffect(LookupError):
    """The organisation has no such effect."""


@dataclass(frozen=True)
class Search:
    """What to look for; empty matches everything. `communities` are those a person may see (None = all)."""

    state: str = ""
    community: int | None = None
    communities: Collection[int] | None = None
    origin: str = ""
    sender: str = ""
    member: int | None = None
    text: str = ""


def recent_effects(search: Search = Search()) -> QuerySet[Effect]:
    """Effects of the organisation in scope, the latest plan first. Slice it."""
    found = Effect.objects.select_related("channel").order_by("-planned_at", "-id")
    for field, value in (
        ("state", search.state),
        ("community_id", search.community),
        ("origin", search.origin),
        ("sender", search.sender),
        ("member_id", search.member),
    ):
        if value not in ("", None):
            found = found.filter(**{field: value})
    if search.communities is not None:
        found = found.filter(community_id__in=search.communities)
    if search.text:
        found = found.filter(
            Q(payload__text__icontains=search.text)
            | Q(source__icontains=search.text)
            | Q(target__icontains=search.text)
        )
    return found


def counts_by_state(*, since: datetime, community: int | None = None) -> dict[str, int]:
    """How many effects are open, and how many ended since a moment, by state."""
    ended = ~Q(state__in=OPEN_STATES)
    found = Effect.objects.exclude(ended & Q(planned_at__lt=since))
    if community is not None:
        found = found.filter(community_id=community)
    counted = found.values("state").annotate(n=Count("id")).order_by("state")
    return {row["state"]: row["n"] for row in counted}


def get_effect(effect_id: int) -> Effect:
    """One effect with its channel, or NoSuchEffect."""
    found: Effect | None = Effect.objects.select_related("channel").filter(id=effect_id).first()
    if found is None:
        raise NoSuchEffect(f"there is no effect {effect_id}")
    return found


def why(effect: Effect) -> list[str]:
    """The story of an effect in the reader's language: what it waits for, or why it was (not) sent."""
    return explain.why(effect)


def assisted_effects(*, staff_id: int | None, at: datetime) -> QuerySet[Effect]:
    """What waits for this member of staff or for anybody, and may be done now; the most urgent first."""
    return (
        Effect.objects.select_related("channel")
        .filter(state="awaiting_person", due_at__lte=at)
        .filter(Q(assignee_id=staff_id) | Q(assignee_id=None))
        .order_by("window_ends_at", "id")
    )


def unknown_effects() -> QuerySet[Effect]:
    """Effects of which nobody knows whether they arrived, the oldest first. A person decides."""
    return Effect.objects.select_related("channel").filter(state="unknown").order_by("started_at", "id")


def paused_senders() -> QuerySet[PausedSender]:
    """Playbooks and other senders that may not send for now."""
    return PausedSender.objects.order_by("-paused_at", "-id")
