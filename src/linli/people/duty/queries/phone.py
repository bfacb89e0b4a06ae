"""What a volunteer sees on the phone: their term, today's tasks, newcomers, who waits for an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.facts.messages import MessagePosted
from linli.kernel.events import recent
from linli.people.duty.models import TermTask
from linli.people.duty.rules import hearing
from linli.people.duty.rules.hearing import Said
from linli.people.entry.models import Introduction
from linli.people.members.models import Member, Membership
from linli.people.members.queries import names
from linli.people.tasks.models import Task
from linli.people.tasks.rules.states import OPEN

WEEK = timedelta(days=7)
HEARD_BACK = timedelta(hours=24)
MOST_NEWCOMERS = 30
MOST_UNANSWERED = 8


@dataclass(frozen=True)
class Chore:
    """A line of a checklist, or another task of theirs. `state`: open, done, skipped or late."""

    task_id: int
    code: str
    title: str
    purpose: str
    due_at: datetime
    state: str
    closed_at: datetime | None


@dataclass(frozen=True)
class NewFace:
    """Somebody who came this week: since when, whether they introduced themselves and spoke yet."""

    member_id: int
    name: str
    joined_at: datetime
    has_introduced: bool
    has_spoken: bool


@dataclass(frozen=True)
class Waiting:
    """Somebody who spoke and got no answer. `address` and `message` are the platform's, for a link."""

    name: str
    text: str
    at: datetime
    address: str
    message: str


def chores_of(term_id: int, *, today: date, at: datetime) -> list[Chore]:
    """The checklist of a term for today, and the hand-over once it was asked for; two queries."""
    rows = list(TermTask.objects.filter(term_id=term_id).order_by("day", "id"))
    wanted = [one for one in rows if one.day == today or one.code == "handover"]
    tasks = {one.id: one for one in Task.objects.filter(id__in=[one.task_id for one in wanted])}
    return [_chore(tasks[one.task_id], one.code, at) for one in wanted if one.task_id in tasks]


def chores_by_day(term_id: int, *, at: datetime) -> list[tuple[date, Chore]]:
    """Everything a term's checklist asked so far, by day; two queries."""
    rows = list(TermTask.objects.filter(term_id=term_id).order_by("day", "id"))
    tasks = {one.id: one for one in Task.objects.filter(id__in=[one.task_id for one in rows])}
    return [(one.day, _chore(tasks[one.task_id], one.code, at)) for one in rows if one.task_id in tasks]


def other_chores(member_ids: Collection[int], community_id: int, *, at: datetime) -> list[Chore]:
    """What else waits for a member in a community, by when it is due; one query."""
    found = Task.objects.filter(
        assignee_member_id__in=member_ids, community_id=community_id, state__in=OPEN, opens_at__lte=at
    ).exclude(id__in=TermTask.objects.values("task_id"))
    return [_chore(one, "", at) for one in found.order_by("due_at", "id")[:20]]


def new_faces(community_id: int, *, but: Collection[int], at: datetime) -> list[NewFace]:
    """Who came into a community in the last seven days and is still there; three queries.

    Those nobody heard of yet come first, then those who did not introduce themselves, each newest first.
    """
    stays = Membership.objects.filter(
        community_id=community_id,
        left_at=None,
        joined_at__gt=at - WEEK,
        stay=1,
        member__is_bot=False,
        member__is_operator=False,
    ).exclude(member_id__in=but)
    joined: dict[int, datetime] = {}
    spoken: set[int] = set()
    rows = stays.order_by("-joined_at", "-id").values_list("member_id", "joined_at", "last_spoke_at")[
        : MOST_NEWCOMERS * 2
    ]
    for member, joined_at, last_spoke_at in rows:
        joined.setdefault(member, joined_at)
        if last_spoke_at is not None:
            spoken.add(member)
    ids = list(joined)[:MOST_NEWCOMERS]
    called = names.names_of(ids)
    introduced = set(
        Introduction.objects.filter(
            community_id=community_id, member_id__in=ids, posted_at__isnull=False
        ).values_list("member_id", flat=True)
    )
    found = [NewFace(id, called.get(id, ""), joined[id], id in introduced, id in spoken) for id in ids]
    return sorted(found, key=lambda one: (one.has_introduced, one.has_spoken))


def waiting_for_an_answer(
    community_id: int, *, groups: Collection[int], but: Collection[int], at: datetime
) -> list[Waiting]:
    """Who spoke in these groups in the last day and was left alone, longest first; three queries.

    Looks at the newest end of the log only; in a flood nobody is left alone anyway. What members `but`
    said, and what programs and the team said, needs no answer but counts as one.
    """
    events = recent.recent_events(
        kinds=[MessagePosted.kind], communities=[community_id], at=at, limit=recent.LOOKED_AT
    )
    said = [
        Said(one.fact.message, one.group, one.member, one.occurred_at, one.fact.text, one.fact.reply_to)
        for one in events
        if isinstance(one.fact, MessagePosted)
        and one.member is not None
        and one.group is not None
        and one.group in groups
        and one.occurred_at > at - HEARD_BACK
        and not one.fact.hidden
        and (not one.fact.is_bot)
    ]
    alone = [one for one in hearing.unanswered(said, now=at) if one.member not in set(but)]
    team = set(
        Member.objects.filter(id__in={one.member for one in alone}, is_operator=True).values_list(
            "id", flat=True
        )
    )
    shown = [one for one in alone if one.member not in team][:MOST_UNANSWERED]
    called = names.names_of({one.member for one in shown})
    addresses = {one.fact.message: one.fact.group for one in events if isinstance(one.fact, MessagePosted)}
    return [
        Waiting(called.get(one.member, ""), one.text, one.at, addresses[one.message], one.message)
        for one in shown
    ]


def _chore(task: Task, code: str, at: datetime) -> Chore:
    state = "open"
    if task.state == "done":
        state = "skipped" if task.outcome == "skip" else "done"
    elif task.state not in OPEN or task.due_at < at:
        state = "late"
    return Chore(task.id, code, task.title, task.purpose, task.due_at, state, task.closed_at)
