"""Published versions made ready to run. They never change, so each is prepared once a process."""

import logging
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from django.db import connection

from linli.kernel.conditions import memory
from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.orgs import scope
from linli.kernel.verbs.registry import registry
from linli.run.playbooks.document.schemas import Schemas, input_fields, own_event_fields, result_fields
from linli.run.playbooks.document.shapes import Exit, Playbook, Trigger
from linli.run.playbooks.document.step_shapes import AnyStep, Branch, Wait
from linli.run.playbooks.models import PlaybookVersion

log = logging.getLogger(__name__)

_CHANGES = {
    "person.tags": ("member.tagged", "member.untagged"),
    "membership.is_in": ("membership.joined", "membership.left"),
    "membership.has_spoken": ("message.posted",),
    "membership.last_spoke_at": ("message.posted",),
    "community.stage": ("community.stage_changed",),
}
"""After which events a field of the subject may differ that no probe reads."""
Condition = Evaluator | None
"""None: nothing was asked, so it holds."""


class Compiled(msgspec.Struct, frozen=True, eq=False):
    """A version with its conditions compiled.

    triggers      for each trigger: what has to hold of its event, or of whom an absence is expected
    exits_on      for each kind of event: the exits it may cause
    exit_changes  kinds of events after which an exit's condition may have come to hold
    untils        for each step that waits for a condition: the condition
    changes       for each such step: kinds of events after which it may have come to hold
    dates         for each step that waits for a date of the subject: what gives it
    goal          what has to hold of the goal's event
    hears         kinds of events that its runs react to
    """

    id: int
    playbook: int
    number: int
    document: Playbook
    steps: dict[str, AnyStep]
    audience: Condition
    triggers: list[Condition]
    exits_on: dict[str, list[tuple[Exit, Condition]]]
    exits_when: list[tuple[Exit, Evaluator]]
    branches: dict[str, list[tuple[Evaluator, str]]]
    arms: dict[str, list[Condition]]
    hears: tuple[str, ...]
    result_names: tuple[str, ...]
    untils: dict[str, Evaluator]
    changes: dict[str, tuple[str, ...]]
    exit_changes: tuple[str, ...]
    dates: dict[str, Evaluator]
    goal: Condition
    input_names: tuple[str, ...]
    event_names: tuple[str, ...]

    @property
    def first(self) -> str:
        """The step a run begins with."""
        return self.document.steps[0].id


class Current(msgspec.Struct, frozen=True):
    """A playbook that is published: its state, the version new runs begin with, and where it runs (no
    community named: everywhere).
    """

    playbook: int
    code: str
    state: str
    compiled: Compiled
    communities: tuple[int, ...] = ()

    @property
    def subject(self) -> str:
        """What its runs are about: membership, person or group."""
        return self.compiled.document.subject

    def is_in(self, community: int) -> bool:
        """Does it run in a community?"""
        return not self.communities or community in self.communities


def published() -> list[Current]:
    """Every active or paused playbook of the organisation in scope, in the order they were made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, state, current_id, communities FROM playbooks_playbook"
            " WHERE org_id = %s AND state IN ('active', 'paused') ORDER BY id",
            [scope.org_id()],
        )
        rows = cursor.fetchall()
    compiled = compiled_versions([row[3] for row in rows])
    runnable = [row for row in rows if row[3] in compiled]
    return [
        Current(id, code, state, compiled[version], tuple(communities))
        for id, code, state, version, communities in runnable
    ]


def compiled_versions(ids: Sequence[int]) -> dict[int, Compiled]:
    """Versions by their ids. One whose words this Linli does not know any more is left out, and logged."""
    server = connection.settings_dict
    database = f"{server['HOST']}:{server['PORT']}/{server['NAME']}"
    found = {}
    for id in set(ids):
        try:
            found[id] = _compiled(database, id)
        except ConditionError as error:
            log.error("Version %s of a playbook cannot run any more: %s", id, error.sentence)
    return found


def document_of(version: PlaybookVersion) -> Playbook:
    """The document of a version, to be read and not to be run."""
    return msgspec.convert(version.document, Playbook)


@lru_cache(maxsize=512)
def _compiled(database: str, id: int) -> Compiled:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT playbook_id, number, document::text FROM playbooks_playbookversion WHERE id = %s", [id]
        )
        playbook, number, document = cursor.fetchone()
    return compile_document(
        msgspec.json.decode(document, type=Playbook), id=id, playbook=playbook, number=number
    )


def compile_document(document: Playbook, *, id: int, playbook: int, number: int) -> Compiled:
    """A checked document made ready."""
    schemas = Schemas(document)
    exits_on: dict[str, list[tuple[Exit, Condition]]] = {}
    for one in document.exits:
        if one.event:
            exits_on.setdefault(one.event, []).append((one, _where(schemas, one.where, one.event)))
    exits_when = [(one, memory.evaluator(schemas.when(one.when))) for one in document.exits if one.when]
    waits = [step for step in document.steps if isinstance(step, Wait)]
    untils = {step.id: memory.evaluator(schemas.when(step.until)) for step in waits if step.until}
    goal = document.goal
    compiled = Compiled(
        id=id,
        playbook=playbook,
        number=number,
        document=document,
        steps={step.id: step for step in document.steps},
        audience=memory.evaluator(schemas.audience(document.audience)) if document.audience else None,
        triggers=[_trigger(schemas, one) for one in document.triggers],
        exits_on=exits_on,
        exits_when=exits_when,
        branches={
            step.id: [(memory.evaluator(schemas.when(case.when)), case.go) for case in step.cases]
            for step in document.steps
            if isinstance(step, Branch)
        },
        arms={step.id: [_where(schemas, arm.where, arm.event) for arm in step.arms] for step in waits},
        hears=(),
        result_names=tuple(field.name for field in result_fields(document.steps)),
        untils=untils,
        changes={id: _changed_by(one) for id, one in untils.items()},
        exit_changes=tuple(sorted({kind for _exit, one in exits_when for kind in _changed_by(one)})),
        dates=_dates(schemas, waits),
        goal=_where(schemas, goal.where, goal.event) if goal else None,
        input_names=tuple(field.name for field in input_fields(document)),
        event_names=tuple(field.name for field in own_event_fields(document)),
    )
    return msgspec.structs.replace(compiled, hears=_heard(compiled))


def _dates(schemas: Schemas, waits: Sequence[Wait]) -> dict[str, Evaluator]:
    """Inputs are texts and need no evaluator."""
    fields = {step.id: step.until_date.field for step in waits if step.until_date is not None}
    return {
        id: memory.evaluator(schemas.formula(field))
        for id, field in fields.items()
        if not field.startswith("input.")
    }


def _heard(compiled: Compiled) -> tuple[str, ...]:
    """Arms of waits, exits, the goal, and whatever may change a condition that is waited for."""
    waits = [step for step in compiled.document.steps if isinstance(step, Wait)]
    kinds = {arm.event for wait in waits for arm in wait.arms} | compiled.exits_on.keys()
    kinds.update(compiled.exit_changes, *compiled.changes.values())
    if compiled.document.goal is not None:
        kinds.add(compiled.document.goal.event)
    return tuple(sorted(kinds))


def _changed_by(evaluator: Evaluator) -> tuple[str, ...]:
    """The kinds of events after which what a condition reads may have another value."""
    checked = evaluator.checked
    fields = [checked.schema.find(reference.name) for reference in checked.references]
    probes = [registry.get_probe(field.probe) for field in fields if field is not None and field.probe]
    own = {kind for field in fields if field is not None for kind in _CHANGES.get(field.name, ())}
    return tuple(sorted(own | {kind for probe in probes for kind in probe.changed_by}))


def _trigger(schemas: Schemas, trigger: Trigger) -> Condition:
    if trigger.absence is not None and trigger.absence.where:
        return memory.evaluator(schemas.of_subject(trigger.absence.where))
    if trigger.event and trigger.where:
        return memory.evaluator(schemas.where_it_starts(trigger.where, trigger.event))
    return None


def _where(schemas: Schemas, source: str, event: str) -> Condition:
    return memory.evaluator(schemas.where(source, event)) if source else None
