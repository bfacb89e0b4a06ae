"""What became of a post: sent with the first group it reached, missed when it reached none."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox.queries import OPEN_STATES
from linli.content.library.actions import using
from linli.content.library.shapes import UseNote
from linli.facts.calendar import SlotSent
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import SYSTEM
from linli.run.calendar.actions import sending
from linli.run.calendar.models import Slot
from linli.run.calendar.rules.words import State


@transaction.atomic
def follow(effect_ids: Collection[int], *, at: datetime) -> int:
    """Settle the posts these effects belong to; returns how many were settled."""
    origins = set(
        Effect.objects.filter(id__in=list(effect_ids), origin__startswith="slot:").values_list(
            "origin", flat=True
        )
    )
    ids = sorted(int(origin.partition(":")[2]) for origin in origins)
    if not ids:
        return 0
    going = list(
        Slot.objects.select_for_update(of=("self",))
        .select_related("column")
        .filter(id__in=ids, state=State.GOING)
        .order_by("id")
    )
    counted = _outcomes(going)
    sent = [one for one in going if counted[one.id]["sent"]]
    lost = [
        (one, "not_sent")
        for one in going
        if not counted[one.id]["sent"] and not any(counted[one.id][state] for state in OPEN_STATES)
    ]
    _mark_sent(sent, at=at)
    sending.mark_missed(lost, by=SYSTEM, at=at)
    return len(sent) + len(lost)


def _outcomes(slots: Collection[Slot]) -> Mapping[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Effect.objects.filter(origin__in=[f"slot:{one.id}" for one in slots])
    for origin, state in rows.values_list("origin", "state"):
        found[int(origin.partition(":")[2])][state] += 1
    return found


def _mark_sent(slots: Collection[Slot], *, at: datetime) -> None:
    if not slots:
        return
    Slot.objects.filter(id__in=[one.id for one in slots]).update(state=State.SENT, sent_at=at)
    using.note_use(
        uses=[
            UseNote(
                item=one.item_id, key=f"slot:{one.id}", origin=f"slot:{one.id}", community=one.community_id
            )
            for one in slots
            if one.item_id is not None
        ],
        by=SYSTEM,
        at=at,
    )
    log.append(
        [
            Draft(
                fact=SlotSent(one.id, one.column_id or 0, one.category, one.aim, one.item_id or 0),
                occurred_at=at,
                community=one.community_id,
                key=f"slot/{one.id}/sent",
            )
            for one in slots
        ],
        by=SYSTEM,
    )
