"""What playbooks, the API and buttons can have people do, and what conditions can read of it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext as _

from linli.facts.tasks import TaskCancelled, TaskClosed, TaskOpened
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe, verb
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.openings import Opening
from linli.people.tasks.queries import readings

_CHANGED_BY = (TaskOpened, TaskClosed, TaskCancelled)
_MOST_DAYS = timedelta(days=90)


class TooFarAway(Refusal):
    """A task would be due in the past or in another season."""

    def __init__(self) -> None:
        super().__init__(_("a task is due between now and ninety days from now: correct when"))


class Open(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Have somebody do something.

    title    what is to be done, in a few words
    due_in   how long they have
    role     a staff role, a role of the community, "duty" (whoever is on duty), or "" for anybody
    about    what kind of task it is
    purpose  what it is good for; `text` is ready to be copied
    remind   so long before it is due they are reminded
    balance  "least_open": whoever of the role has the fewest gets it
    """

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    due_in: timedelta
    role: Annotated[str, msgspec.Meta(max_length=40)] = ""
    about: Literal["approval", "care", "reply", "call", "other"] = "other"
    purpose: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    text: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    remind: timedelta | None = None
    balance: Literal["", "least_open"] = ""


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nobody needs to do any more what the same playbook's run, rule or person asked for."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] = "not_needed"


class Opened(msgspec.Struct, frozen=True):
    """The task that waits."""

    task: int


@verb("tasks.open", params=Open, title="Have somebody do something")
def open_task(params: Open, context: Context) -> Opened:
    """The same key opens one task."""
    if not timedelta(0) <= params.due_in <= _MOST_DAYS:
        raise TooFarAway
    wanted = Opening(
        key=context.key[:200],
        about=params.about,
        title=params.title,
        community=context.community_id,
        group=context.group_id,
        member=context.member_id,
        origin=_origin(context),
        role=params.role,
        balance=params.balance,
        purpose=params.purpose,
        body=params.text,
        due_at=context.at + params.due_in,
        remind=(params.remind,) if params.remind else (),
        cause=Cause(context.cause, context.depth) if context.cause is not None else None,
    )
    [id] = opening.open_tasks([wanted], by=SYSTEM, at=context.at)
    return Opened(id)


@verb("tasks.cancel", params=Cancel, title="Take back what somebody was asked to do")
def cancel(params: Cancel, context: Context) -> None:
    """Repeats are harmless: what is closed stays as it is."""
    closing.cancel_tasks({_origin(context): params.reason}, at=context.at)


@probe(
    "person.open_tasks",
    subject=Subject.PERSON,
    returns=int,
    title="Tasks that wait and are about them",
    changed_by=_CHANGED_BY,
    sql=lambda: Fragment(
        "(SELECT count(*) FROM tasks_task t WHERE t.member_id = person.id AND t.state IN ('open', 'claimed'))"
    ),
)
def open_tasks(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """None counts as 0."""
    return readings.open_about(subjects)


def _origin(context: Context) -> str:
    return f"run:{context.run_id}" if context.run_id is not None else context.actor
