"""Runs under way move to the current version: an operator's choice, for many runs together."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.actions import closing
from linli.run.playbooks.actions.writing import CHANNEL
from linli.run.playbooks.models import ALIVE, Playbook, PlaybookVersion
from linli.run.playbooks.queries import standing
from linli.run.playbooks.queries.compiled import compiled_versions, document_of

MOVED = "moved"


class CannotMove(Refusal):
    """Some runs stand at steps that the current version does not have; `steps` are their ids."""

    def __init__(self, sentence: str, steps: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.steps = tuple(steps)


class Shift(msgspec.Struct, frozen=True):
    """Runs of a version at a step go to a step; they wait on there when it `stays` the same."""

    version_id: int
    step: str
    target: str
    stays: bool


@transaction.atomic
def move_runs(
    *,
    playbook: Playbook,
    by: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    number: int | None = None,
) -> int:
    """Move the runs of an older version (None: of all) to the current one; returns how many.

    A run goes to the step of the same id, or where `mapping` sends it. A step that says the same as before
    is waited in as before; any other is taken anew, once it would be anyway or now. Everything that was
    planned stays planned. CannotMove names the steps that are missing, and nothing is moved.
    """
    locked = Playbook.objects.select_for_update().get(id=playbook.id)
    if locked.current_id is None:
        raise CannotMove(_("the playbook {code} was never published").format(code=locked.code))
    shifts = _shifts(locked, mapping or {}, number)
    moved = _move(locked, shifts, at)
    audit.record(
        "playbooks.runs_moved",
        subject=f"playbook:{locked.id}",
        by=by,
        at=at,
        after={"runs": moved, "from": number, "mapping": dict(mapping or {})},
    )
    return moved


def _shifts(playbook: Playbook, mapping: Mapping[str, str], number: int | None) -> list[Shift]:
    versions = {one.id: one for one in PlaybookVersion.objects.filter(playbook=playbook)}
    current = document_of(versions[playbook.current_id])
    documents = {id: document_of(one) for id, one in versions.items()}
    shifts, missing = [], set()
    for id, step in _places(playbook):
        if number is not None and versions[id].number != number:
            continue
        target = mapping.get(step, step)
        if not standing.has_step(current, target):
            missing.add(step)
        stays = target == step and standing.is_same(documents[id], current, step)
        shifts.append(Shift(id, step, target, stays))
    if missing:
        sentence = _("runs stand at steps that the current version does not have: {steps}; say where they go")
        raise CannotMove(sentence.format(steps=", ".join(sorted(missing))), sorted(missing))
    return shifts


def _places(playbook: Playbook) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT version_id, step FROM playbooks_run WHERE org_id = %s AND playbook_id = %s"
            " AND state = ANY(%s) AND version_id <> %s ORDER BY 1, 2",
            [scope.org_id(), playbook.id, list(ALIVE), playbook.current_id],
        )
        return list(cursor.fetchall())


_MOVE = """
WITH held AS (
  SELECT r.id, r.state, n.target, n.stays FROM playbooks_run r
  JOIN unnest(%s::bigint[], %s::text[], %s::text[], %s::boolean[]) AS n(version, step, target, stays)
    ON r.version_id = n.version AND r.step = n.step
  WHERE r.org_id = %s AND r.playbook_id = %s AND r.state = ANY(%s) ORDER BY r.id FOR UPDATE OF r
)
UPDATE playbooks_run r SET version_id = %s, step = held.target, hears = %s, fence = r.fence + 1,
  state = CASE WHEN held.stays OR r.state IN ('ready', 'paused') THEN r.state ELSE 'ready' END,
  wake_at = CASE WHEN held.stays OR r.state IN ('ready', 'paused') THEN r.wake_at ELSE %s END,
  context = CASE WHEN NOT held.stays AND r.state = 'paused'
    THEN r.context || '{"paused_in": "ready"}'::jsonb ELSE r.context END
FROM held WHERE r.id = held.id RETURNING r.id, held.stays
"""


def _move(playbook: Playbook, shifts: Sequence[Shift], at: datetime) -> int:
    if not shifts or playbook.current_id is None:
        return 0
    hears = list(compiled_versions([playbook.current_id])[playbook.current_id].hears)
    columns = [[getattr(one, name) for one in shifts] for name in Shift.__struct_fields__]
    org, target = scope.org_id(), playbook.current_id
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [*columns, org, playbook.id, list(ALIVE), target, hears, at])
        moved = cursor.fetchall()
        anew = [id for id, stays in moved if not stays]
        cursor.execute("DELETE FROM playbooks_wait WHERE run_id = ANY(%s)", [anew])
        cursor.execute(
            "UPDATE playbooks_stepvisit SET left_at = %s, result = result || %s::jsonb"
            " WHERE run_id = ANY(%s) AND left_at IS NULL",
            [at, f'{{"outcome": "{MOVED}"}}', anew],
        )
        cursor.execute(f"NOTIFY {CHANNEL}")
    closing.cancel_tasks({f"run:{id}": MOVED for id in anew}, at=at)
    return len(moved)
