"""First steps: the plan of a community, how far each newcomer is, and who is stuck where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from linli.people.entry import wording
from linli.people.entry.models import Newcomer, OnboardingPlan, StepDone
from linli.people.entry.rules import onboarding as rules
from linli.people.entry.rules.onboarding import Plan, Step
from linli.people.members.queries import names

SHOWN = 200


@dataclass(frozen=True)
class StepLine:
    """A step as somebody sees it: its words, whether it is done and since when, whether they tick it."""

    code: str
    kind: str
    title: str
    note: str
    is_done: bool
    is_own: bool
    done_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How far a newcomer is in a community."""

    member_id: int
    community_id: int
    since: datetime
    completed_at: datetime | None
    percent: int
    steps: tuple[StepLine, ...]

    @property
    def next_step(self) -> StepLine | None:
        """The first step that is not done."""
        return next((one for one in self.steps if not one.is_done), None)


@dataclass(frozen=True)
class NewcomerLine:
    """A newcomer in the team's list: where they are, and whether nothing happened for days."""

    member_id: int
    name: str
    since: datetime
    percent: int
    next_title: str
    is_stuck: bool


@dataclass(frozen=True)
class StepCount:
    """How many of a community's newcomers did a step, and how many are stuck right before it."""

    title: str
    done: int
    stuck: int


def plan_of(community_id: int) -> Plan:
    """The plan that holds in a community; the usual one before anything was published."""
    return plans_of([community_id])[community_id]


def plans_of(community_ids: Collection[int]) -> dict[int, Plan]:
    """The plans that hold in communities."""
    rows = (
        OnboardingPlan.objects.filter(community_id__in=community_ids)
        .order_by("community_id", "-version")
        .distinct("community_id")
    )
    found = {row.community_id: rules.read(row.document) for row in rows}
    return {id: found.get(id, Plan()) for id in community_ids}


def step_title(step: Step) -> str:
    """What a step is called: the community's own words, or the usual ones."""
    return step.title or wording.step_kind(step.kind)


def standing_of(member_ids: Sequence[int], community_id: int) -> Standing | None:
    """How far somebody is in a community; None where they never were a newcomer."""
    row = Newcomer.objects.filter(member_id__in=member_ids, community_id=community_id).order_by("id").first()
    if row is None:
        return None
    plan = plan_of(community_id)
    done = dict(
        StepDone.objects.filter(member_id=row.member_id, community_id=community_id).values_list(
            "step", "done_at"
        )
    )
    return Standing(
        member_id=row.member_id,
        community_id=community_id,
        since=row.since,
        completed_at=row.completed_at,
        percent=rules.percent(done, plan.steps),
        steps=tuple(_step(one, done) for one in plan.steps),
    )


def newcomers(community_id: int, *, now: datetime, limit: int = SHOWN) -> list[NewcomerLine]:
    """Who is on their first steps in a community, those stuck longest first; three queries."""
    plan = plan_of(community_id)
    rows = list(
        Newcomer.objects.filter(community_id=community_id, completed_at=None).order_by("since", "id")[:limit]
    )
    done = done_of([row.member_id for row in rows], community_id)
    people = names.names_of([row.member_id for row in rows])
    lines = [_line(row, plan, done.get(row.member_id, set()), people, now) for row in rows]
    return sorted(lines, key=lambda one: (not one.is_stuck, one.since, one.member_id))


def step_counts(community_id: int, *, now: datetime) -> list[StepCount]:
    """For each step how many did it, and how many wait right before it, of all newcomers so far."""
    plan = plan_of(community_id)
    rows = list(Newcomer.objects.filter(community_id=community_id).order_by("id"))
    done = done_of([row.member_id for row in rows], community_id)
    stuck: dict[str, int] = {}
    for row in rows:
        step = rules.next_step(done.get(row.member_id, set()), plan.steps)
        if row.completed_at is None and step is not None and _is_stuck(row, plan, now):
            stuck[step.code] = stuck.get(step.code, 0) + 1
    return [
        StepCount(step_title(one), sum(one.code in steps for steps in done.values()), stuck.get(one.code, 0))
        for one in plan.steps
    ]


def done_of(member_ids: Collection[int], community_id: int) -> dict[int, set[str]]:
    """The steps members did in a community."""
    found: dict[int, set[str]] = {}
    rows = StepDone.objects.filter(member_id__in=member_ids, community_id=community_id)
    for member_id, step in rows.values_list("member_id", "step"):
        found.setdefault(member_id, set()).add(step)
    return found


def progress(member_ids: Sequence[int]) -> Mapping[int, int]:
    """The progress of members, in percent: the least far of their communities. Others are left out."""
    rows = Newcomer.objects.filter(member_id__in=member_ids).values_list("member_id").order_by("member_id")
    return dict(rows.annotate(least=Min("percent")))


def _step(one: Step, done: Mapping[str, datetime]) -> StepLine:
    return StepLine(
        code=one.code,
        kind=one.kind,
        title=step_title(one),
        note=one.note,
        is_done=one.code in done,
        is_own=one.kind in rules.OWN_TICKS,
        done_at=done.get(one.code),
    )


def _line(
    row: Newcomer, plan: Plan, done: set[str], people: Mapping[int, str], now: datetime
) -> NewcomerLine:
    step = rules.next_step(done, plan.steps)
    return NewcomerLine(
        member_id=row.member_id,
        name=people.get(row.member_id, ""),
        since=row.since,
        percent=rules.percent(done, plan.steps),
        next_title=step_title(step) if step else "",
        is_stuck=_is_stuck(row, plan, now),
    )


def _is_stuck(row: Newcomer, plan: Plan, now: datetime) -> bool:
    return rules.is_stuck(since=row.since, last_step_at=row.last_step_at, days=plan.stuck_after_days, now=now)
