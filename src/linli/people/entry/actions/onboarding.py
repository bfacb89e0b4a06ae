"""First steps: publishing a plan, greeting newcomers, marking what they did."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.facts.entry import OnboardingCompleted, OnboardingStepDone
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities.models import Community
from linli.people.entry import refusals
from linli.people.entry.models import Application, Newcomer, OnboardingPlan
from linli.people.entry.queries import onboarding as queries
from linli.people.entry.queries import people
from linli.people.entry.rules import onboarding as rules
from linli.people.entry.rules.onboarding import Plan, StepKind


@dataclass(frozen=True)
class Did:
    """A member did something; `community_id` None: it counts wherever they are new."""

    member_id: int
    community_id: int | None
    at: datetime
    cause: Cause | None = None


@transaction.atomic
def publish_plan(*, community: Community, plan: Plan, by: Actor, at: datetime) -> int:
    """The first steps of newcomers from now on; returns the version. Raises BadPlan."""
    _check(plan)
    newest = OnboardingPlan.objects.filter(community_id=community.id).aggregate(newest=Max("version"))
    version = (newest["newest"] or 0) + 1
    OnboardingPlan.objects.create(
        community_id=community.id,
        version=version,
        document=rules.written(plan),
        published_at=at,
        published_by=by.code,
    )
    _count_anew(community.id, plan)
    audit.record(
        "onboarding_plan.published",
        subject=f"community:{community.id}",
        by=by,
        at=at,
        after={"version": version, "steps": [one.code for one in plan.steps]},
    )
    return version


@transaction.atomic
def greet(arrivals: Sequence[Did]) -> None:
    """Whoever comes into a community for the first time is a newcomer there. Safe to repeat."""
    if not arrivals:
        return
    kept = people.kept_ids({one.member_id for one in arrivals})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entry_newcomer (org_id, member_id, community_id, since, percent)"
            " SELECT %s, m, c, min(t), 0"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS u(m, c, t)"
            " GROUP BY m, c ON CONFLICT (member_id, community_id) DO NOTHING",
            [
                scope.org_id(),
                [kept.get(one.member_id, one.member_id) for one in arrivals],
                [one.community_id for one in arrivals],
                [one.at for one in arrivals],
            ],
        )


@transaction.atomic
def note(kind: StepKind, deeds: Sequence[Did], *, how: str = "seen", by: Actor = SYSTEM) -> int:
    """Mark the steps of a kind for the newcomers among these; returns how many were new."""
    kept = people.kept_ids({one.member_id for one in deeds})
    first: dict[int, Did] = {}
    for deed in sorted(deeds, key=lambda one: one.at):
        first.setdefault(kept.get(deed.member_id, deed.member_id), deed)
    rows = list(Newcomer.objects.filter(member_id__in=first, completed_at=None).order_by("id"))
    plans = queries.plans_of({row.community_id for row in rows})
    wanted = [
        (row, code, first[row.member_id])
        for row in rows
        if first[row.member_id].community_id in (None, row.community_id)
        for code in plans[row.community_id].codes_of(kind)
    ]
    return _mark(wanted, how=how, by=by)


@transaction.atomic
def tick(*, member_id: int, community_id: int, step: str, how: str, by: Actor, at: datetime) -> bool:
    """Mark one step by its code: by the newcomer themselves (`own`) or by the team; False: it was done.

    Raises NotANewcomer and NoSuchStep.
    """
    row = Newcomer.objects.filter(member_id=member_id, community_id=community_id).first()
    if row is None:
        raise refusals.NotANewcomer
    found = queries.plan_of(community_id).step(step)
    if found is None or (how == "own" and found.kind not in rules.OWN_TICKS):
        raise refusals.NoSuchStep
    return _mark([(row, step, Did(member_id, community_id, at))], how=how, by=by) > 0


def newcomers_with_rules_read(arrivals: Collection[Did]) -> list[Did]:
    """Those of these who agreed to the rules when they applied."""
    agreed = set(
        Application.objects.filter(
            member_id__in={one.member_id for one in arrivals}, rules_version__gt=0
        ).values_list("member_id", "community_id")
    )
    return [one for one in arrivals if (one.member_id, one.community_id) in agreed]


def _mark(wanted: Sequence[tuple[Newcomer, str, Did]], *, how: str, by: Actor) -> int:
    new = _insert(wanted, how)
    if not new:
        return 0
    done = [(row, step, deed) for row, step, deed in wanted if (row.member_id, row.community_id, step) in new]
    drafts = [
        Draft(
            fact=OnboardingStepDone(step=step, how=how),
            occurred_at=deed.at,
            community=row.community_id,
            member=row.member_id,
            cause=deed.cause,
        )
        for row, step, deed in done
    ]
    log.append([*drafts, *_completed(done)], by=by)
    return len(new)


def _count_anew(community_id: int, plan: Plan) -> None:
    """How far everybody is who is not done yet, by another plan; who is done stays so."""
    rows = list(Newcomer.objects.select_for_update().filter(community_id=community_id, completed_at=None))
    done = queries.done_of([row.member_id for row in rows], community_id)
    for row in rows:
        row.percent = min(99, rules.percent(done.get(row.member_id, set()), plan.steps))
    Newcomer.objects.bulk_update(rows, ["percent"], batch_size=1_000)


def _insert(wanted: Sequence[tuple[Newcomer, str, Did]], how: str) -> set[tuple[int, int, str]]:
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entry_stepdone (org_id, member_id, community_id, step, how, done_at)"
            " SELECT %s, m, c, s, %s, t"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[]) AS u(m, c, s, t)"
            " ON CONFLICT (member_id, community_id, step) DO NOTHING RETURNING member_id, community_id, step",
            [
                scope.org_id(),
                how,
                [row.member_id for row, _, _ in wanted],
                [row.community_id for row, _, _ in wanted],
                [step for _, step, _ in wanted],
                [deed.at for _, _, deed in wanted],
            ],
        )
        return set(cursor.fetchall())


def _completed(done: Sequence[tuple[Newcomer, str, Did]]) -> list[Draft]:
    """Keep when each newcomer did something last, and tell of those who have done everything."""
    last = {row.pk: (row, deed) for row, _step, deed in sorted(done, key=lambda one: one[2].at)}
    drafts = []
    for community_id in sorted({row.community_id for row, _deed in last.values()}):
        plan = queries.plan_of(community_id)
        here = {row.member_id: (row, deed) for row, deed in last.values() if row.community_id == community_id}
        steps = queries.done_of(here, community_id)
        for member_id, (row, deed) in here.items():
            row.last_step_at = deed.at
            row.percent = rules.percent(steps.get(member_id, set()), plan.steps)
            if row.completed_at is None and row.percent == 100:
                row.completed_at = deed.at
                drafts.append(_completion(row, deed))
    Newcomer.objects.bulk_update(
        [row for row, _deed in last.values()], ["percent", "last_step_at", "completed_at"]
    )
    return drafts


def _completion(row: Newcomer, deed: Did) -> Draft:
    return Draft(
        fact=OnboardingCompleted(days=(deed.at - row.since).days),
        occurred_at=deed.at,
        community=row.community_id,
        member=row.member_id,
        cause=deed.cause,
    )


def _check(plan: Plan) -> None:
    codes = [one.code for one in plan.steps]
    if not codes or len(codes) > rules.MOST_STEPS:
        sentence = _("there are 1 to %(n)s first steps: choose some")
        raise refusals.BadPlan(sentence % {"n": rules.MOST_STEPS})
    if len(set(codes)) < len(codes):
        raise refusals.BadPlan(_("the same first step is there twice: remove one"))
    if any(len(one.title) > rules.LONGEST_TITLE or len(one.note) > 200 for one in plan.steps):
        sentence = _("the words of a first step are too long: at most %(n)s characters")
        raise refusals.BadPlan(sentence % {"n": rules.LONGEST_TITLE})
    if any(one.kind == "own" and not one.title.strip() for one in plan.steps):
        raise refusals.BadPlan(_("a step of your own needs words: say what is to be done"))
    if not 1 <= plan.stuck_after_days <= 90:
        raise refusals.BadPlan(_("somebody is stuck after 1 to 90 days"))
