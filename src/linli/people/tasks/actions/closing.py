"""The end of tasks: a person did it, its time ran out, or nobody needs it any more."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.facts.fact import Fact
from linli.facts.tasks import TaskCancelled, TaskClosed
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.tasks import settling
from linli.people.tasks.actions import standing, telling
from linli.people.tasks.models import Task, TaskAlarm
from linli.people.tasks.openings import MAX_PROOF, Answers, Question
from linli.people.tasks.rules import answers, states
from linli.people.tasks.rules.answers import Wrong
from linli.people.tasks.rules.states import TIMEOUT, Proof


class CannotClose(Refusal):
    """The task is closed, somebody else's, or what was filled in does not fit."""


@transaction.atomic
def complete_task(
    *, task: int, outcome: str, form: Answers | None = None, proof: str = "", by: Actor, at: datetime
) -> Task:
    """Say how a task went. Raises CannotClose, CannotTake, NoSuchTask and what its settling refuses."""
    locked = standing.lock(task)
    standing.must_be_theirs(locked, by)
    given = _checked(locked, outcome, form or {}, proof.strip())
    person = standing.person_of(by)
    if person is not None and not locked.assignee:
        standing.put(locked, person)
    locked.state, locked.outcome, locked.answers = "done", outcome, given
    locked.proof_given, locked.closed_at, locked.closed_by = proof.strip(), at, by.code
    locked.save()
    TaskAlarm.objects.filter(task=locked).delete()
    settling.settle(locked, by=by, at=at)
    is_late = states.is_late(due_at=locked.due_at, closed_at=at, at=at)
    fact = TaskClosed(locked.id, outcome, origin=locked.origin, is_late=is_late)
    telling.announce([(locked, fact)], by=by, at=at)
    telling.record("tasks.completed", locked, by=by, at=at, after={"outcome": outcome})
    return locked


def cancel_tasks(reasons: Mapping[str, str], *, at: datetime, by: Actor = SYSTEM) -> int:
    """Nobody needs what these origins asked for any more; each with a code as reason. Returns how many."""
    if not reasons:
        return 0
    rows = _close(
        "FROM unnest(%s::text[], %s::text[]) AS n(origin, reason)"
        " WHERE t.org_id = %s AND t.origin = n.origin AND t.state IN ('open', 'claimed')",
        [list(reasons), [one[:60] for one in reasons.values()], scope.org_id()],
        state="cancelled",
        outcome="n.reason",
        by=by,
        at=at,
    )
    _tell([(row, TaskCancelled(row.id, row.outcome, row.origin)) for row in rows], by=by, at=at)
    return len(rows)


def cancel_about(members: Collection[int], *, reason: str, at: datetime, by: Actor = SYSTEM) -> int:
    """Nobody needs to do anything about these members any more; `reason` is a code. Returns how many."""
    rows = _close(
        "FROM (SELECT %s::text AS reason) n"
        " WHERE t.org_id = %s AND t.member_id = ANY(%s) AND t.state IN ('open', 'claimed')",
        [reason, scope.org_id(), list(members)],
        state="cancelled",
        outcome="n.reason",
        by=by,
        at=at,
    )
    _tell([(row, TaskCancelled(row.id, row.outcome, row.origin)) for row in rows], by=by, at=at)
    return len(rows)


def expire(keys: Collection[str], *, at: datetime, by: Actor = SYSTEM) -> int:
    """The time of these tasks ran out. Returns how many were still open."""
    if not keys:
        return 0
    rows = _close(
        "WHERE t.org_id = %s AND t.key = ANY(%s) AND t.state IN ('open', 'claimed')",
        [scope.org_id(), list(keys)],
        state="expired",
        outcome=f"'{TIMEOUT}'",
        by=by,
        at=at,
    )
    _tell([(row, TaskClosed(row.id, TIMEOUT, row.origin, is_late=True)) for row in rows], by=by, at=at)
    return len(rows)


def settle_elsewhere(outcomes: Mapping[str, str], *, at: datetime, by: Actor = SYSTEM) -> int:
    """What these origins asked for was done in another place, each with its outcome. Returns how many."""
    if not outcomes:
        return 0
    rows = _close(
        "FROM unnest(%s::text[], %s::text[]) AS n(origin, outcome)"
        " WHERE t.org_id = %s AND t.origin = n.origin AND t.state IN ('open', 'claimed')",
        [list(outcomes), [one[:60] for one in outcomes.values()], scope.org_id()],
        state="done",
        outcome="n.outcome",
        by=by,
        at=at,
    )
    _tell([(row, TaskClosed(row.id, row.outcome, row.origin, row.is_late)) for row in rows], by=by, at=at)
    return len(rows)


class _Closed(msgspec.Struct, frozen=True):
    """What an event about a closed task says."""

    id: int
    community: int | None
    group: int | None
    member: int | None
    origin: str
    outcome: str
    is_late: bool


def _close(
    where: str,
    values: Sequence[str | int | list[str] | list[int]],
    *,
    state: str,
    outcome: str,
    by: Actor,
    at: datetime,
) -> list[_Closed]:
    """Close what is still open; `where` and `outcome` are pieces of SQL of this file."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH closed AS (UPDATE tasks_task t SET state = %s, outcome = {outcome}, closed_at = %s,"  # noqa: S608
            f" closed_by = %s {where} RETURNING t.id, t.community_id, t.group_id, t.member_id, t.origin,"
            " t.outcome, t.closed_at > t.due_at),"
            " silenced AS (DELETE FROM tasks_taskalarm a USING closed WHERE a.task_id = closed.id)"
            " SELECT * FROM closed ORDER BY id",
            [state, at, by.code, *values],
        )
        return [_Closed(*row) for row in cursor.fetchall()]


def _tell(pairs: Sequence[tuple[_Closed, Fact]], *, by: Actor, at: datetime) -> None:
    drafts = [
        Draft(fact=fact, occurred_at=at, community=row.community, group=row.group, member=row.member)
        for row, fact in pairs
    ]
    if drafts:
        log.append(drafts, by=by)


def _checked(task: Task, outcome: str, form: Answers, proof: str) -> dict[str, str | int | bool]:
    if not task.outcomes:
        raise CannotClose(_("this task closes by itself once what it is about is done: open that page"))
    if outcome not in task.outcomes:
        sentence = _("“%(outcome)s” is no outcome of this task; use one of %(known)s")
        raise CannotClose(sentence % {"outcome": outcome[:60], "known": ", ".join(task.outcomes)})
    wrong = answers.first_wrong(questions(task), form)
    if wrong is not None:
        raise CannotClose(_sentence(wrong))
    if len(proof) > MAX_PROOF:
        raise CannotClose(_("a proof has at most %(most)s characters: shorten it") % {"most": MAX_PROOF})
    if task.proof == Proof.REQUIRED and not proof:
        raise CannotClose(_("this task needs a proof: a link, a picture, or a sentence about what was done"))
    return answers.kept(form)


def questions(task: Task) -> tuple[Question, ...]:
    """What is asked when the task is done."""
    return msgspec.convert(task.form, tuple[Question, ...])


def _sentence(wrong: Wrong) -> str:
    label = (wrong.question.label if wrong.question else "") or wrong.field[:60]
    sentences = {
        "unknown": _("the form of this task has no field “%(field)s”"),
        "missing": _("“%(field)s” has to be filled in"),
        "number": _("“%(field)s” needs a whole number"),
        "yes_no": _("“%(field)s” is answered by yes or no"),
        "date": _("“%(field)s” needs a date such as 2026-01-31"),
        "choice": _("“%(field)s” has to be one of the choices"),
        "link": _("“%(field)s” needs an address that begins with https://"),
    }
    other = _("“%(field)s” needs a text of at most %(most)s characters")
    return sentences.get(wrong.code, other) % {"field": label, "most": answers.LONGEST}
