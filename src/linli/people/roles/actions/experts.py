"""The experts' programme: who is on the list, how far they came, what was said and done with them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.roles import ExpertForgotten, ExpertMoved
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.members.models import Member
from linli.people.roles.models import Expert, ExpertEntry, ExpertMove, Programme
from linli.people.roles.queries import experts as queries
from linli.people.roles.rules import experts as rules
from linli.people.roles.rules.experts import Commitment, EntryKind, Source, Stage

MOST_EXPERTS = 5000
MOST_ENTRIES = 500
LENGTHS = {"name": 80, "niche": 80, "contact": 120, "commitment_note": 120}
MAX_ENTRY = 1000


class BadExpert(Refusal):
    """Something about an expert that cannot be so."""


@transaction.atomic
def register(
    *, community: Community, by: Actor, at: datetime, member: Member | None = None, **given: str | int | None
) -> Expert:
    """Put somebody on the list. The fields are those of `change`; `name` and `niche` are needed.

    The same name in the same field twice is one person. Raises BadExpert.
    """
    values = _checked(given)
    for field in ("name", "niche"):
        if not values.get(field):
            raise BadExpert(_("an expert needs a name and the field their word counts in"))
    locking.lock_community(community)
    own = Expert.objects.filter(community_id=community.id)
    known: Expert | None = own.filter(name=values["name"], niche=values["niche"]).first()
    if known is not None:
        return known
    if own.count() >= MOST_EXPERTS:
        raise BadExpert(_("the list holds at most %(n)s people") % {"n": MOST_EXPERTS})
    made: Expert = Expert.objects.create(
        community_id=community.id,
        member_id=member.id if member else None,
        stage_since=at,
        touched_at=at,
        **{"source": Source.OTHER, **values},
    )
    _moved(made, before="", by=by, at=at)
    return made


@transaction.atomic
def change(*, expert: Expert, by: Actor, at: datetime, **given: str | int | None) -> Expert:
    """Change what is given: name, niche, source, contact, commitment, commitment_note, and the six scores.

    Raises BadExpert.
    """
    values = _checked(given)
    locked = _lock(expert)
    for field in ("name", "niche"):
        if field in values and not values[field]:
            raise BadExpert(_("an expert needs a name and the field their word counts in"))
    changed = [field for field, value in values.items() if getattr(locked, field) != value]
    if changed:
        for field in changed:
            setattr(locked, field, values[field])
        locked.touched_at = at
        locked.save(update_fields=[*changed, "touched_at"])
        _record("expert.changed", locked, {"fields": sorted(changed)}, by=by, at=at)
    return locked


@transaction.atomic
def move(*, expert: Expert, to: Stage, by: Actor, at: datetime, cause: Cause | None = None) -> Expert:
    """One column on or back, out, or in again. Raises BadExpert where the way or a condition is missing."""
    locked = _lock(expert)
    before = Stage(locked.stage)
    if before is to:
        return locked
    if not rules.may_move(before, to):
        raise BadExpert(_("an expert goes one column at a time: on, back, or out"))
    if to is Stage.ACCEPTED and before is Stage.INTERVIEWED:
        _check_acceptable(locked)
    locked.stage, locked.stage_since, locked.touched_at = to, at, at
    if to in rules.PIPELINE:
        locked.reached = max(locked.reached, rules.PIPELINE.index(to))
    locked.save(update_fields=["stage", "stage_since", "touched_at", "reached"])
    _moved(locked, before=before, by=by, at=at, cause=cause)
    return locked


@transaction.atomic
def write_entry(*, expert: Expert, kind: str, text: str, by: Actor, at: datetime) -> ExpertEntry:
    """A contact, a cooperation, a task of the test, or what they said. Raises BadExpert."""
    text = text.strip()
    if kind not in set(EntryKind):
        raise BadExpert(_("an entry is a contact, a cooperation, a task or feedback"))
    if not 1 <= len(text) <= MAX_ENTRY:
        raise BadExpert(_("write 1 to %(n)s characters") % {"n": MAX_ENTRY})
    locked = _lock(expert)
    if kind in {EntryKind.TASK, EntryKind.FEEDBACK} and Stage(locked.stage) not in rules.COMMITTED:
        raise BadExpert(_("tasks and feedback begin once they are accepted: move them there first"))
    own = ExpertEntry.objects.filter(expert_id=locked.id)
    if own.count() >= MOST_ENTRIES:
        raise BadExpert(_("at most %(n)s entries are kept for one person") % {"n": MOST_ENTRIES})
    made: ExpertEntry = ExpertEntry.objects.create(
        expert_id=locked.id, member_id=locked.member_id, kind=kind, text=text, at=at, by=by.code
    )
    _touch(locked, at)
    _record("expert.entry_written", locked, {"entry": made.id, "kind": kind}, by=by, at=at)
    return made


@transaction.atomic
def set_task_done(*, expert: Expert, entry_id: int, is_done: bool, by: Actor, at: datetime) -> None:
    """Tick a task of the test, or take the tick back."""
    tasks = ExpertEntry.objects.filter(expert_id=expert.id, id=entry_id, kind=EntryKind.TASK)
    changed = tasks.filter(done_at__isnull=is_done).update(done_at=at if is_done else None)
    if changed:
        _touch(_lock(expert), at)
        _record("expert.task_done", expert, {"entry": entry_id, "is_done": is_done}, by=by, at=at)


@transaction.atomic
def link(*, expert: Expert, member: Member, by: Actor, at: datetime) -> Expert:
    """The expert is this member: from now on what is kept goes with the member. Raises BadExpert."""
    locked = _lock(expert)
    if member.erased_at is not None:
        raise BadExpert(_("this member was erased: nothing can be kept about them"))
    if locked.member_id not in (None, member.id):
        raise BadExpert(_("this expert is another member already"))
    if locked.member_id is None:
        locked.member_id, locked.touched_at = member.id, at
        locked.save(update_fields=["member_id", "touched_at"])
        for table in (ExpertMove, ExpertEntry):
            table.objects.filter(expert_id=locked.id).update(member_id=member.id)
        _record("expert.linked", locked, {"member": member.id}, by=by, at=at)
    return locked


@transaction.atomic
def forget(*, expert: Expert, by: Actor, at: datetime, reason: str = "asked") -> None:
    """Delete everything kept about an expert; the member they may be stays. Gone already is fine."""
    gone, _rows = Expert.objects.filter(id=expert.id).delete()
    for table in (ExpertMove, ExpertEntry):
        table.objects.filter(expert_id=expert.id).delete()
    if gone:
        fact = ExpertForgotten(expert=expert.id, reason=reason)
        log.append_one(fact, by=by, at=at, community=expert.community_id)
        _record("expert.forgotten", expert, {"reason": reason}, by=by, at=at)


def forget_untouched(*, by: Actor, at: datetime) -> int:
    """Forget who is no member, gave no word, and with whom nothing happened for a year; returns how many."""
    limit = at - timedelta(days=rules.KEEP_DAYS)
    stages = [stage for stage in Stage if rules.is_forgotten_after(stage)]
    old = Expert.objects.filter(member_id=None, stage__in=stages, touched_at__lt=limit).order_by("id")
    found = list(old)
    for one in found:
        forget(expert=one, by=by, at=at, reason="kept_long_enough")
    return len(found)


@transaction.atomic
def set_programme(
    *, community: Community, target: int, product: str, version: str, reward: str, by: Actor, at: datetime
) -> Programme:
    """How many experts are wanted, and what they try out. Raises BadExpert."""
    if not 1 <= target <= MOST_EXPERTS:
        raise BadExpert(_("a target lies between 1 and %(n)s") % {"n": MOST_EXPERTS})
    given = {
        "target": target,
        "product": product.strip(),
        "version": version.strip(),
        "reward": reward.strip(),
    }
    row, _made = Programme.objects.update_or_create(
        community_id=community.id, defaults=given, create_defaults=given
    )
    audit.record("programme.set", subject=f"community:{community.id}", by=by, at=at, after=dict(given))
    found: Programme = row
    return found


def _check_acceptable(expert: Expert) -> None:
    if rules.score({name: getattr(expert, name) for name in rules.SCORES}) is None:
        raise BadExpert(_("score all five criteria before accepting somebody"))
    if expert.commitment == Commitment.NONE:
        raise BadExpert(_("write down what they commit, money or time, before accepting somebody"))


def _checked(given: Mapping[str, str | int | None]) -> dict[str, str | int | None]:
    values: dict[str, str | int | None] = {}
    for field, value in given.items():
        if field in LENGTHS:
            values[field] = text = str(value or "").strip()
            if len(text) > LENGTHS[field]:
                raise BadExpert(_("say it in at most %(n)s characters") % {"n": LENGTHS[field]})
        elif field in rules.SCORES:
            if value is not None and not (isinstance(value, int) and 1 <= value <= rules.HIGHEST):
                raise BadExpert(_("a score is a whole number from 1 to 5"))
            values[field] = value
        elif field == "source" and value in set(Source) or field == "commitment" and value in set(Commitment):
            values[field] = value
        else:
            raise BadExpert(
                _("nothing called “%(name)s” with this value is kept about an expert") % {"name": field}
            )
    return values


def _moved(expert: Expert, *, before: str, by: Actor, at: datetime, cause: Cause | None = None) -> None:
    ExpertMove.objects.create(
        expert_id=expert.id,
        member_id=expert.member_id,
        at=at,
        before=before,
        after=expert.stage,
        by=by.code,
    )
    fact = ExpertMoved(expert=expert.id, before=before, after=expert.stage)
    draft = Draft(
        fact=fact, occurred_at=at, community=expert.community_id, member=expert.member_id, cause=cause
    )
    log.append([draft], by=by)
    _record("expert.moved", expert, {"before": before, "after": expert.stage}, by=by, at=at)


def _touch(expert: Expert, at: datetime) -> None:
    Expert.objects.filter(id=expert.id).update(touched_at=at)


def _record(action: str, expert: Expert, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    if by.origin in {"staff", "api"}:
        said = {"community": expert.community_id, **after}
        audit.record(action, subject=f"expert:{expert.id}", by=by, at=at, after=said)


def _lock(expert: Expert) -> Expert:
    locked = Expert.objects.select_for_update().filter(id=expert.id).first()
    if locked is None:
        raise queries.NoSuchExpert
    found: Expert = locked
    return found
