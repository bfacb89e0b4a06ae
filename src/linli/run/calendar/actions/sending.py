"""At its time a post is handed to the outbox, once, by whichever worker comes first; or it is missed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, translation

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.calendar import SlotMissed
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities import queries as communities
from linli.people.communities.queries import CommunityLine
from linli.run.calendar.actions import asking, contents
from linli.run.calendar.actions.contents import Content
from linli.run.calendar.models import Lecture, Slot
from linli.run.calendar.queries import standing
from linli.run.calendar.rules import texts
from linli.run.calendar.rules.words import UNREADY, State

AHEAD_OF_TIME = timedelta(seconds=60)
BATCH = 200

Groups = dict[int, frozenset[int]]


def send_due(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Hand over what is due within a minute and note what was missed; returns how many posts that were."""
    total = 0
    while count := _send_some(at=at, by=by):
        total += count
    while count := _miss_some(at=at, by=by):
        total += count
    return total


@transaction.atomic
def _send_some(*, at: datetime, by: Actor) -> int:
    slots = list(
        Slot.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("column")
        .filter(state=State.SCHEDULED, starts_at__lte=at + AHEAD_OF_TIME)
        .order_by("starts_at", "id")[:BATCH]
    )
    if not slots:
        return 0
    reach = frozenset(one.community_id for one in slots)
    groups = standing.open_groups(reach)
    found = contents.contents_of(slots, today=at.date())
    lost = {one.id: reason for one in slots if (reason := _why_not(one, groups, found[one.id], at))}
    sure = [one for one in slots if one.id not in lost]
    _plan(sure, groups, found, by=by, at=at)
    Slot.objects.filter(id__in=[one.id for one in sure]).update(state=State.GOING)
    mark_missed([(one, lost[one.id]) for one in slots if one.id in lost], by=by, at=at)
    return len(slots)


@transaction.atomic
def _miss_some(*, at: datetime, by: Actor) -> int:
    """Posts whose time came before their content or their approval did."""
    slots = list(
        Slot.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("column")
        .filter(state__in=UNREADY, starts_at__lte=at)
        .order_by("starts_at", "id")[:BATCH]
    )
    reasons = {State.IDEA: "no_content", State.DRAFT: "not_scheduled", State.IN_REVIEW: "not_approved"}
    mark_missed([(one, reasons[State(one.state)]) for one in slots], by=by, at=at)
    return len(slots)


def mark_missed(pairs: Sequence[tuple[Slot, str]], *, by: Actor, at: datetime) -> None:
    """Note that posts did not go out, and why; their owners are asked what to do. The rows are locked."""
    if not pairs:
        return
    for slot, reason in pairs:
        slot.state, slot.reason = State.MISSED, reason[:60]
    Slot.objects.bulk_update([slot for slot, _reason in pairs], ["state", "reason"])
    log.append(
        [
            Draft(
                fact=SlotMissed(slot.id, reason, slot.column_id or 0),
                occurred_at=at,
                community=slot.community_id,
            )
            for slot, reason in pairs
        ],
        by=by,
    )
    asking.missed([slot for slot, _reason in pairs], by=by, at=at)


def _why_not(slot: Slot, groups: Groups, content: Content, at: datetime) -> str:
    if at > slot.starts_at + timedelta(minutes=slot.late_minutes):
        return "too_late"
    if not content.is_ready:
        return "item_not_approved"
    return "" if targets(slot, groups) else "no_group"


def targets(slot: Slot, groups: Groups) -> list[int]:
    """The open groups a post goes to."""
    open_ones = groups.get(slot.community_id, frozenset())
    return sorted(open_ones & frozenset(slot.group_ids) if slot.group_ids else open_ones)


def _plan(
    slots: Sequence[Slot], groups: Groups, found: dict[int, Content], *, by: Actor, at: datetime
) -> None:
    if not slots:
        return
    reach = frozenset(one.community_id for one in slots)
    known = {line.id: line for line in communities.community_lines(reach=reach)}
    guests = _guests([one.id for one in slots])
    languages = dict(communities.communities(reach=reach).values_list("id", "language"))
    plans = [
        plan
        for one in slots
        for plan in _plans(
            one,
            targets(one, groups),
            found[one.id],
            _words(one, known[one.community_id], languages[one.community_id], guests),
        )
    ]
    planning.plan(plans, by=by, at=at)


def _plans(slot: Slot, groups: Collection[int], content: Content, words: dict[str, str]) -> list[Plan]:
    text = texts.fill(content.text, words) if content.has_variables else content.text
    payload = orders.SendMessage(text=text, parts=content.parts)
    return [
        Plan(
            key=f"slot/{slot.id}/{group}",
            group=group,
            payload=payload,
            message_class="content",
            due_at=slot.starts_at,
            late_after=slot.starts_at + timedelta(minutes=slot.late_minutes),
            origin=f"slot:{slot.id}",
            source=asking.source_of(slot),
        )
        for group in groups
    ]


def _guests(slot_ids: Sequence[int]) -> dict[int, str]:
    return dict(Lecture.objects.filter(slot_id__in=slot_ids).values_list("slot_id", "guest"))


def _words(slot: Slot, line: CommunityLine, language: str, guests: dict[int, str]) -> dict[str, str]:
    """What the variables of a post stand for, in its community's language and zone."""
    with translation.override(language):
        day = formats.date_format(slot.starts_at.astimezone(ZoneInfo(line.zone)), "MONTH_DAY_FORMAT")
    return {
        "community.name": line.name,
        "slot.title": slot.title,
        "slot.date": day,
        "slot.guest": guests.get(slot.id, ""),
    }
