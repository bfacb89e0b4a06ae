"""Growing people into roles: whom not to suggest again, and the plan for those who prepare."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.members.models import Member
from linli.people.roles.models import Assignment, CandidateVerdict, CultivationStep
from linli.people.roles.queries import wording
from linli.people.roles.rules.parts import Verdict

KINDS = ("exposure", "task", "reward")
MOST_STEPS = 50
MAX_STEP = 200


class BadPlan(Refusal):
    """A verdict or a step of a plan that cannot be so."""


@transaction.atomic
def turn_down(
    *, community: Community, role: str, member: Member, reason: str, by: Actor, at: datetime
) -> CandidateVerdict:
    """Do not suggest this member for this role again; the last reason counts. Raises NoSuchRole, BadPlan."""
    part = wording.get_part(community.id, role)
    if reason not in set(Verdict):
        raise BadPlan(_("say why they do not suit: choose one of the reasons"))
    known, made = CandidateVerdict.objects.update_or_create(
        community_id=community.id,
        role=part.code,
        member_id=member.id,
        defaults={"reason": reason},
        create_defaults={"reason": reason, "at": at, "by": by.code},
    )
    if made:
        _record("candidate.turned_down", member.id, {"role": part.code, "reason": reason}, by=by, at=at)
    verdict: CandidateVerdict = known
    return verdict


@transaction.atomic
def reconsider(*, community: Community, role: str, member: Member, by: Actor, at: datetime) -> bool:
    """Let this member be suggested again; tells whether they had been turned down."""
    gone, _rows = CandidateVerdict.objects.filter(
        community_id=community.id, role=role, member_id=member.id
    ).delete()
    if gone:
        _record("candidate.reconsidered", member.id, {"role": role}, by=by, at=at)
    return bool(gone)


@transaction.atomic
def add_step(
    *, assignment: Assignment, kind: str, text: str, due_on: date | None, by: Actor, at: datetime
) -> CultivationStep:
    """One more thing to do with a member in a role; the same words twice are one. Raises BadPlan."""
    text = text.strip()
    if assignment.member_id is None:
        raise BadPlan(_("a plan is made for members: this role is played by a colleague"))
    if assignment.ended_at is not None:
        raise BadPlan(_("this has ended: there is nothing more to plan"))
    if kind not in KINDS:
        raise BadPlan(_("a step is exposure, a task or a reward"))
    if not 1 <= len(text) <= MAX_STEP:
        raise BadPlan(_("say in 1 to %(n)s characters what is to be done") % {"n": MAX_STEP})
    Assignment.objects.select_for_update().get(id=assignment.id)
    own = CultivationStep.objects.filter(assignment_id=assignment.id)
    known: CultivationStep | None = own.filter(kind=kind, text=text).first()
    if known is not None:
        return known
    if own.count() >= MOST_STEPS:
        raise BadPlan(_("a plan has at most %(n)s steps: take one away first") % {"n": MOST_STEPS})
    made: CultivationStep = CultivationStep.objects.create(
        assignment_id=assignment.id,
        member_id=assignment.member_id,
        kind=kind,
        text=text,
        due_on=due_on,
    )
    _record("cultivation.planned", assignment.member_id, {"step": made.id, "kind": kind}, by=by, at=at)
    return made


@transaction.atomic
def set_done(*, assignment: Assignment, step_id: int, is_done: bool, by: Actor, at: datetime) -> None:
    """Tick a step, or take the tick back. Raises BadPlan for a step of another plan."""
    own = CultivationStep.objects.filter(assignment_id=assignment.id, id=step_id)
    if not own.exists():
        raise BadPlan(_("this step is not in the plan any more: look again"))
    changed = own.filter(done_at__isnull=is_done).update(done_at=at if is_done else None)
    if changed and assignment.member_id is not None:
        action = "cultivation.done" if is_done else "cultivation.reopened"
        _record(action, assignment.member_id, {"step": step_id}, by=by, at=at)


@transaction.atomic
def drop_step(*, assignment: Assignment, step_id: int, by: Actor, at: datetime) -> None:
    """Take a step out of the plan; gone already is fine."""
    gone, _rows = CultivationStep.objects.filter(assignment_id=assignment.id, id=step_id).delete()
    if gone and assignment.member_id is not None:
        _record("cultivation.dropped", assignment.member_id, {"step": step_id}, by=by, at=at)


def _record(action: str, member_id: int, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    audit.record(action, subject=f"member:{member_id}", by=by, at=at, after=after)
