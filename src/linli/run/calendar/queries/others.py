"""Posts that others have planned for groups: shown in the calendar, changed where they come from."""

from dataclasses import dataclass
from datetime import datetime

from linli.connect.gateway.models import Effect
from linli.run.calendar.queries.slots import Look

MOST = 300


@dataclass(frozen=True)
class PlannedPost:
    """A post of a playbook or broadcast in a group's outbox; `sender` is whom a person would name."""

    effect_id: int
    sender: str
    community_id: int | None
    due_at: datetime


def planned_posts(look: Look) -> list[PlannedPost]:
    """By time; one for each sender and moment, however many groups it goes to."""
    if look.column is not None or look.category:
        return []
    found = Effect.objects.filter(
        surface__in=("group", "mention_all"),
        verb="send_message",
        state__in=("planned", "awaiting_person"),
        due_at__gte=look.since,
        due_at__lt=look.until,
    ).exclude(origin__startswith="slot:")
    if look.reach is not None:
        found = found.filter(community_id__in=look.reach)
    if look.community is not None:
        found = found.filter(community_id=look.community)
    rows = (
        found.order_by("due_at", "sender", "id")
        .distinct("due_at", "sender")
        .values_list("id", "sender", "community_id", "due_at")
    )
    return [PlannedPost(*row) for row in rows[:MOST]]
