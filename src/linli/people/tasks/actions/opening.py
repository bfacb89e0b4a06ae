"""Opening tasks, many at a time, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.facts.tasks import TaskOpened
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.people.tasks import capacities
from linli.people.tasks import openings as wants
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Opening, Question, TaskPart
from linli.people.tasks.queries import eligible
from linli.people.tasks.queries.eligible import Person
from linli.people.tasks.rules.balance import share_out, suited
from linli.people.tasks.rules.states import TIMEOUT, About, Proof

__all__ = ["CannotOpen", "Opening", "Question", "TaskPart", "open_tasks"]

_COLUMNS = (
    "org_id, key, about, title, community_id, group_id, member_id, origin, source, role, also, skills,"
    " staff_id, assignee_member_id, purpose, body, parts, form, outcomes, proof, opened_at, opens_at, due_at,"
    " window_ends_at, state, closed_by, outcome, answers, proof_given"
)
_NEW = {"also": [], "state": "open", "closed_by": "", "outcome": "", "answers": {}, "proof_given": ""}
BALANCES = ("", "least_open")


class CannotOpen(Refusal):
    """A task contradicts itself, or is too long for anybody to read."""


def open_tasks(openings: Sequence[Opening], *, by: Actor, at: datetime) -> list[int]:
    """Open tasks in the caller's transaction; returns their ids in order, a known key's first.

    A handful of queries whatever their number. CannotOpen is raised before anything is written.
    """
    if not openings:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("tasks are opened inside the transaction of the change")
    for one in openings:
        _check(one)
    wanted = {one.key: one for one in reversed(openings)}
    known = dict(Task.objects.filter(key__in=list(wanted)).values_list("key", "id"))
    fresh = [one for key, one in reversed(wanted.items()) if key not in known]
    new = _insert(fresh, at)
    _set_alarms(fresh, new, at)
    _tell(fresh, new, by, at)
    known.update(new)
    if len(known) < len(wanted):
        known.update(Task.objects.filter(key__in=list(wanted)).values_list("key", "id"))
    return [known[one.key] for one in openings]


def _check(one: Opening) -> None:
    if not 0 < len(one.key) <= 200 or not 0 < len(one.origin) <= 80 or len(one.role) > 40:
        raise CannotOpen(_("a task needs a key of 1 to 200 and an origin of 1 to 80 characters"))
    if one.about not in set(About) or one.proof not in set(Proof) or one.balance not in BALANCES:
        raise CannotOpen(
            _("“%(about)s” or “%(proof)s” is no word of tasks") % {"about": one.about, "proof": one.proof}
        )
    if not one.title.strip():
        raise CannotOpen(_("a task needs a title: say what is to be done"))
    if len(one.body) > wants.MAX_BODY or len(one.purpose) > wants.MAX_PURPOSE:
        raise CannotOpen(
            _("the text of a task has at most %(body)s and its purpose %(purpose)s characters: shorten it")
            % {"body": wants.MAX_BODY, "purpose": wants.MAX_PURPOSE}
        )
    if one.staff_id is not None and one.assignee_member_id is not None:
        raise CannotOpen(_("a task is for one person: a colleague or a volunteer"))
    if TIMEOUT in one.outcomes or any(not 0 < len(name) <= 60 for name in one.outcomes):
        raise CannotOpen(_("an outcome has 1 to 60 characters and is not called “timeout”"))
    for moment in (one.due_at, one.opens_at, one.window_ends_at):
        if moment is not None and moment.tzinfo is None:
            raise CannotOpen(_("the times of a task need a zone"))
    _check_numbers(one)


def _check_numbers(one: Opening) -> None:
    for count, most in (
        (len(one.parts), wants.MOST_PARTS),
        (len(one.form), wants.MOST_QUESTIONS),
        (len(one.outcomes), wants.MOST_OUTCOMES),
        (len(one.remind) + len(one.escalate), wants.MOST_ALARMS),
    ):
        if count > most:
            raise CannotOpen(
                _("a task has at most %(parts)s files, %(form)s questions, %(outcomes)s outcomes")
                % {"parts": wants.MOST_PARTS, "form": wants.MOST_QUESTIONS, "outcomes": wants.MOST_OUTCOMES}
            )


def _assignees(openings: Sequence[Opening]) -> dict[str, Person]:
    """Who gets what goes to whoever has the fewest."""
    balanced = [
        one
        for one in openings
        if one.balance and one.role != "duty" and one.staff_id is None and one.assignee_member_id is None
    ]
    if not balanced:
        return {}
    pools = eligible.candidates({(one.community, one.role) for one in balanced})
    people = eligible.in_order({person for pool in pools.values() for person in pool})
    known = capacities.of_staff([one.id for one in people if one.kind == "staff"])
    abilities = {Person("staff", id): one.abilities for id, one in known.items()}
    limits = {Person("staff", id): one.most_open for id, one in known.items()}
    asked = [
        suited(pools[one.community, one.role], frozenset(one.skills), abilities)
        if one.skills
        else pools[one.community, one.role]
        for one in balanced
    ]
    shared = share_out(asked, eligible.loads(people), people, limits)
    return {one.key: person for one, person in zip(balanced, shared, strict=True) if person is not None}


def _insert(openings: Sequence[Opening], at: datetime) -> dict[str, int]:
    """Insert what is new; returns the ids by key."""
    if not openings:
        return {}
    chosen = _assignees(openings)
    rows = [_row(one, chosen.get(one.key), at) for one in openings]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tasks_task ({_COLUMNS}) SELECT {_COLUMNS}"
            " FROM json_populate_recordset(NULL::tasks_task, %s)"
            " ON CONFLICT (org_id, key) DO NOTHING RETURNING key, id",
            [_json(rows)],
        )
        return dict(cursor.fetchall())


def _row(one: Opening, chosen: Person | None, at: datetime) -> dict[str, Any]:
    is_staff = chosen is not None and chosen.kind == "staff"
    return {
        "org_id": scope.org_id(),
        "key": one.key,
        "about": one.about,
        "title": one.title.strip()[: wants.MAX_TITLE],
        "community_id": one.community,
        "group_id": one.group,
        "member_id": one.member,
        "origin": one.origin,
        "source": one.source[: wants.MAX_SOURCE],
        "role": one.role,
        "skills": one.skills,
        "staff_id": chosen.id if chosen and is_staff else one.staff_id,
        "assignee_member_id": chosen.id if chosen and not is_staff else one.assignee_member_id,
        "purpose": one.purpose,
        "body": one.body,
        "parts": one.parts,
        "form": one.form,
        "outcomes": one.outcomes,
        "proof": one.proof,
        "opened_at": at,
        "opens_at": one.opens_at or at,
        "due_at": one.due_at,
        "window_ends_at": one.window_ends_at,
        **_NEW,
    }


def _set_alarms(openings: Sequence[Opening], new: dict[str, int], at: datetime) -> None:
    org = scope.org_id()
    rows = [
        {"org_id": org, "task_id": new[one.key], "at": moment, "role": role}
        for one in openings
        if one.key in new
        for moment, role in _alarms(one)
        if role or moment > at
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tasks_taskalarm (org_id, task_id, at, role) SELECT org_id, task_id, at, role"
                " FROM json_populate_recordset(NULL::tasks_taskalarm, %s)",
                [_json(rows)],
            )


def _alarms(one: Opening) -> Iterable[tuple[datetime, str]]:
    yield from ((one.due_at - before, "") for before in one.remind)
    yield from ((one.due_at + after, role[:40]) for after, role in one.escalate)


def _tell(openings: Sequence[Opening], new: dict[str, int], by: Actor, at: datetime) -> None:
    log.append(
        [
            Draft(
                fact=TaskOpened(new[one.key], about=one.about, role=one.role, origin=one.origin),
                occurred_at=at,
                community=one.community,
                group=one.group,
                member=one.member,
                cause=one.cause,
            )
            for one in openings
            if one.key in new
        ],
        by=by,
    )


def _json(rows: Sequence[dict[str, Any]]) -> str:
    """As JSON; PostgreSQL cannot keep the character NUL, so it is left out."""
    return msgspec.json.encode(rows).decode().replace("\\u0000", "")
