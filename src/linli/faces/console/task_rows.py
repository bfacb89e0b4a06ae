"""Tasks as the console shows them: a line in a list, and one task with everything about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.faces.console import actors
from linli.faces.console import task_words as words
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.task_words import outcome_name
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission, covers
from linli.people.communities import queries as communities
from linli.people.members.queries import names
from linli.people.roles.queries import holders
from linli.people.tasks.queries import eligible, inbox
from linli.people.tasks.records import StepRecord, TaskRecord
from linli.people.tasks.rules import states


@dataclass(frozen=True)
class TaskRow:
    """A task in a list. `who` has it ("" nobody), else `waits_for` a role."""

    id: int
    title: str
    about: str
    icon: str
    hue: str
    member: str
    member_id: int | None
    community: str
    source: str
    due_at: datetime
    window_ends_at: datetime | None
    closed_at: datetime | None
    is_open: bool
    is_late: bool
    is_mine: bool
    is_claimed: bool
    state: str
    state_hue: str
    who: str
    waits_for: str
    outcome: str


@dataclass(frozen=True)
class StepLine:
    """A moment of a task's history; `text` is a comment."""

    sentence: str
    at: datetime
    icon: str
    hue: str
    text: str


@dataclass(frozen=True)
class Detail:
    """One task with everything about it, and what this seat may do with it."""

    task: TaskRecord
    row: TaskRow
    steps: list[StepLine]
    place_url: str
    place_words: str
    answers: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    may_do: bool
    may_claim: bool
    may_release: bool
    assignees: list[tuple[str, str]]
    closed_by: str


def rows_of(request: StaffRequest, tasks: Sequence[TaskRecord]) -> list[TaskRow]:
    """The lines of a list; three queries whatever their number."""
    people = names.names_of({id for one in tasks for id in (one.member_id, one.assignee_member_id) if id})
    places = {one.id: one.name for one in communities.communities(reach=request.seat.reach)} if tasks else {}
    colleagues = holders.staff_names({one.staff_id for one in tasks if one.staff_id})
    return [_row(request, one, people, places, colleagues) for one in tasks]


def _row(
    request: StaffRequest,
    one: TaskRecord,
    people: dict[int, str],
    places: dict[int, str],
    colleagues: dict[int, str],
) -> TaskRow:
    icon, hue = words.LOOKS[states.About(one.about)]
    late = states.is_late(due_at=one.due_at, closed_at=one.closed_at, at=request.now)
    return TaskRow(
        id=one.id,
        title=one.title,
        about=words.about_name(one.about),
        icon=icon,
        hue=hue,
        member=people.get(one.member_id or 0, ""),
        member_id=one.member_id,
        community=places.get(one.community_id or 0, ""),
        source=one.source,
        due_at=one.due_at,
        window_ends_at=one.window_ends_at,
        closed_at=one.closed_at,
        is_open=one.is_open,
        is_late=late,
        is_mine=one.staff_id == request.staff.pk,
        is_claimed=one.state == states.State.CLAIMED,
        state=words.state_name(one.state),
        state_hue=words.STATE_HUES[states.State(one.state)],
        who=colleagues.get(one.staff_id or 0, "") or people.get(one.assignee_member_id or 0, ""),
        waits_for=words.waits_for(one.role),
        outcome=outcome_name(one.outcome),
    )


def detail_of(request: StaffRequest, task: TaskRecord) -> Detail:
    """Everything about one task; about ten queries."""
    [row] = rows_of(request, [task])
    steps = inbox.steps_of(task)
    people = actors.named(
        request, {one.by for one in steps} | {one.detail for one in steps} | {task.closed_by}
    )
    url, place = words.place_of(task)
    free = task.is_open and task.assignee == "" and eligible.may_do(task, request.seat)
    mine = task.is_open and row.is_mine
    labels = {str(one.get("field")): str(one.get("label") or one.get("field")) for one in task.form}
    return Detail(
        task=task,
        row=row,
        steps=[_step(one, people) for one in steps],
        place_url=url,
        place_words=place,
        answers=[(labels.get(field, field), str(value)) for field, value in task.answers.items()],
        outcomes=[(name, outcome_name(name)) for name in task.outcomes],
        may_do=(free or mine) and bool(task.outcomes),
        may_claim=(free or mine) and task.state == states.State.OPEN,
        may_release=mine,
        assignees=assignees(request, task.community_id) if task.is_open else [],
        closed_by=people[task.closed_by].name if task.closed_by else "",
    )


def _step(one: StepRecord, people: dict[str, actors.Named]) -> StepLine:
    icon, hue = words.STEP_LOOKS[one.kind]
    detail = words.waits_for(one.detail) if one.kind == "escalated" else ""
    if one.kind == "assigned" and one.detail:
        detail = people[one.detail].name
    sentence = words.step_sentence(one.kind, people[one.by].name, detail)
    return StepLine(sentence, one.at, icon, hue, one.text)


def assignees(request: StaffRequest, community: int | None) -> list[tuple[str, str]]:
    """Who could be given a task of a community: colleagues who reach it, and members with a role in it."""
    seats = orgs.staff_of(request.org.pk)
    found = [
        (f"staff:{one.staff_id}", one.staff.name)
        for one in seats
        if orgs.can(one, Permission.TASK_DO) and covers(communities=one.reach, community=community)
    ]
    if community is None:
        return found
    volunteers = {one.member_id: one.name for one in holders.open_holders(community) if one.member_id}
    return found + [(f"member:{id}", name) for id, name in volunteers.items()]
