"""What programs, rules and buttons can ask of playbooks, and what conditions read of them.

The probe for sets reads `person` (members_member) in the query's FROM.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.playbooks import RunEnded, RunResumed, RunStarted
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Argument, probe, verb
from linli.run.playbooks.actions import beginning, controlling
from linli.run.playbooks.actions.beginning import Chosen
from linli.run.playbooks.models import ALIVE, Playbook
from linli.run.playbooks.queries import runs
from linli.run.playbooks.queries.runs import NoSuchPlaybook

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
CODE = Argument("code", str, "the id of the playbook, like newcomer-7d")


class NobodyToStart(Refusal):
    """The verb was called without a member and without a group."""

    def __init__(self) -> None:
        super().__init__(_("there is neither a member nor a group here to start it for"))


class StartPlaybook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Start a playbook for the member, or for the group where it is about groups.

    playbook: its id, like newcomer-7d.
    inputs: what it asks for when a person starts it.
    """

    playbook: Code
    inputs: dict[str, str] = {}


class StopPlaybook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stop the runs of a playbook for the member, or for the group where it is about groups.

    playbook: its id.
    """

    playbook: Code


class Begun(msgspec.Struct, frozen=True):
    """How many runs began; 0 where its entry or audience says no."""

    started: int


class Ended(msgspec.Struct, frozen=True):
    """How many runs were stopped."""

    stopped: int


@verb("playbooks.start", params=StartPlaybook, title="Start a playbook")
def start(params: StartPlaybook, context: Context) -> Begun:
    """The key of the context starts it once."""
    if context.member_id is None and context.group_id is None:
        raise NobodyToStart
    members = (context.member_id,) if context.member_id is not None else ()
    groups = (context.group_id,) if context.group_id is not None else ()
    found = beginning.start_runs(
        playbook=_playbook(params.playbook),
        chosen=Chosen(members=members, groups=groups),
        inputs=params.inputs,
        key=context.key,
        by=_actor(context),
        at=context.at,
    )
    return Begun(found.started)


@verb("playbooks.stop", params=StopPlaybook, title="Stop a playbook")
def stop(params: StopPlaybook, context: Context) -> Ended:
    """Runs that have ended already are left alone."""
    if context.member_id is None and context.group_id is None:
        raise NobodyToStart
    stopped = controlling.stop_runs_of(
        playbook=_playbook(params.playbook),
        member=context.member_id,
        group=context.group_id,
        by=_actor(context),
        at=context.at,
    )
    return Ended(stopped)


def _in_playbook_sql(code: str) -> Fragment:
    return Fragment(
        "EXISTS (SELECT 1 FROM playbooks_run r JOIN playbooks_playbook p ON p.id = r.playbook_id"
        " WHERE r.org_id = person.org_id AND r.member_id = person.id AND r.state = ANY(%s) AND p.code = %s"
        " AND NOT r.is_test)",
        (list(ALIVE), code),
    )


@probe(
    "person.in_playbook",
    subject=Subject.PERSON,
    returns=bool,
    title="A playbook is under way for them",
    args=(CODE,),
    sql=_in_playbook_sql,
    changed_by=(RunStarted, RunResumed, RunEnded),
)
def in_playbook(subjects: Sequence[int], context: Context, code: str) -> Mapping[int, bool]:
    """Rehearsals do not count."""
    inside = runs.members_in(code, subjects)
    return {subject: subject in inside for subject in subjects}


def _playbook(code: str) -> Playbook:
    found = runs.find_playbook(code)
    if found is None:
        raise NoSuchPlaybook
    return found


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")
