"""Tasks for programs: what waits for people, opening, giving to somebody, closing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries import people
from linli.people.tasks.actions import assigning, closing, opening
from linli.people.tasks.openings import Opening
from linli.people.tasks.queries import finding, inbox
from linli.people.tasks.queries.finding import NoSuchTask
from linli.people.tasks.rules.states import About

router = Router(tags=["tasks"])


class TaskOut(Schema):
    """Something a person has to do.

    `staff_id` or `assignee_member_id` have it; without either it waits for `role` ("" for anybody).
    """

    id: int
    about: str
    title: str
    state: str
    community_id: int | None
    group_id: int | None
    member_id: int | None
    origin: str
    source: str
    role: str
    staff_id: int | None
    assignee_member_id: int | None
    purpose: str
    body: str
    outcomes: list[str]
    opened_at: datetime
    due_at: datetime
    window_ends_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    outcome: str
    answers: dict[str, str | int | bool]
    proof: str = Field(alias="proof_given")


class TaskIn(Schema):
    """A task to open; the same `key` opens one."""

    key: str = Field(min_length=1, max_length=150)
    title: str = Field(min_length=1, max_length=200)
    community_id: int
    due_at: datetime
    about: About = About.OTHER
    member_id: int | None = None
    role: str = Field("", max_length=40)
    staff_id: int | None = None
    purpose: str = Field("", max_length=2000)
    body: str = Field("", max_length=20_000)
    outcomes: list[str] = Field(["done"], max_length=12)


class AssignIn(Schema):
    """Who is to do it; neither: it waits for its role again."""

    staff_id: int | None = None
    member_id: int | None = None


class DoneIn(Schema):
    """How it went."""

    outcome: str = Field("done", max_length=60)
    answers: dict[str, str | int | bool] = Field({}, max_length=30)
    proof: str = Field("", max_length=500)


@router.get("/tasks", response=list[TaskOut], summary="What waits for people")
def list_tasks(
    request: HttpRequest,
    state: str = "open",
    about: str = "",
    community: int | None = None,
    member: int | None = None,
    after: int = 0,
    limit: int = 100,
) -> Any:
    """`state` is open or closed; by number, at most 500 after `after`. Needs the scope `tasks.do`."""
    with _asking(request):
        return inbox.listed(
            is_open=state != "closed",
            about=about,
            community=community,
            member=member,
            after=max(0, after),
            limit=max(1, min(limit, 500)),
        )


@router.get("/tasks/{int:task_id}", response=TaskOut, summary="One task")
def get_task(request: HttpRequest, task_id: int) -> Any:
    """Needs the scope `tasks.do`."""
    with _asking(request):
        return finding.get_task(task_id)


@router.post("/tasks", response={201: TaskOut}, summary="Have somebody do something")
def open_task(request: HttpRequest, given: TaskIn) -> Any:
    """Sending it twice opens one task. Needs the scope `tasks.do`."""
    with _asking(request) as by:
        community = communities.get_community(given.community_id)
        member = people.get_member(given.member_id).id if given.member_id is not None else None
        fields = given.dict(exclude={"key", "community_id", "member_id", "outcomes"})
        wanted = Opening(
            key=f"{by.code}:{given.key}",
            community=community.id,
            member=member,
            origin=by.code,
            outcomes=tuple(given.outcomes),
            **fields,
        )
        with transaction.atomic():
            [id] = opening.open_tasks([wanted], by=by, at=timezone.now())
        return Status(201, finding.get_task(id))


@router.post("/tasks/{int:task_id}:assign", response=TaskOut, summary="Say who does a task")
def assign_task(request: HttpRequest, task_id: int, given: AssignIn) -> Any:
    """Needs the scope `tasks.do`."""
    with _asking(request) as by:
        assigning.assign_task(
            task=task_id, staff_id=given.staff_id, member_id=given.member_id, by=by, at=timezone.now()
        )
        return finding.get_task(task_id)


@router.post("/tasks/{int:task_id}:complete", response=TaskOut, summary="Say how a task went")
def complete_task(request: HttpRequest, task_id: int, given: DoneIn) -> Any:
    """Needs the scope `tasks.do`."""
    with _asking(request) as by:
        return closing.complete_task(
            task=task_id,
            outcome=given.outcome,
            form=given.answers,
            proof=given.proof,
            by=by,
            at=timezone.now(),
        )


@contextmanager
def _asking(request: HttpRequest) -> Iterator[Actor]:
    """The scope of the token's organisation; refusals become 404 or 422 with their sentence."""
    token = token_of(request, needs=Permission.TASK_DO, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield actor.token(token.id)
        except NoSuchTask as refusal:
            raise Problem(404, str(refusal)) from refusal
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
