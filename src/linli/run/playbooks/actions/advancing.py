"""The transition of runs, many in one transaction: exits, pause, steps, and everything written together."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import OperationalError, connection, transaction

from linli.kernel import logs
from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.values import Outer
from linli.kernel.orgs import scope
from linli.people.tasks.actions import closing
from linli.run.playbooks import rules
from linli.run.playbooks.actions import assigning, linking, stepping, writing
from linli.run.playbooks.actions import moves as working
from linli.run.playbooks.actions.moves import Impulse, Move
from linli.run.playbooks.actions.supplies import gather
from linli.run.playbooks.document.step_shapes import END
from linli.run.playbooks.models import DUE
from linli.run.playbooks.queries import people

BATCH = 500
LEFT = "membership.left"
log = logging.getLogger(__name__)


@transaction.atomic
def advance_due(*, at: datetime, limit: int = BATCH) -> int:
    """Advance runs of the organisation in scope whose time has come; returns how many were claimed.

    The claim is the lock on the row, which ends with the transaction: what another process works on is passed
    over, and what a killed process had claimed is free again with nothing of it written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, wake_at FROM playbooks_run WHERE org_id = %s AND state = ANY(%s) AND wake_at <= %s"
            " ORDER BY wake_at LIMIT %s FOR UPDATE SKIP LOCKED",
            [scope.org_id(), list(DUE), at, limit],
        )
        rows = cursor.fetchall()
    advance([Impulse(run=id, at=at, since=min(wake_at, at)) for id, wake_at in rows])
    return len(rows)


def advance(impulses: Sequence[Impulse]) -> None:
    """Move runs, at most one impulse each, in the caller's transaction.

    When one of them fails they are moved one by one, and only what failed rests and is tried again.
    """
    if not impulses:
        return
    try:
        with transaction.atomic():
            _advance(working.load(impulses))
    except OperationalError:
        raise
    except Exception as error:
        if len(impulses) > 1:
            for impulse in impulses:
                advance([impulse])
            return
        _rest(impulses[0], error)


def _advance(moves: Sequence[Move]) -> None:
    assigning.decide_holdouts(moves)
    seen = _probed(moves, stepping.looked_at)
    active = [move for move in moves if _arrives(move, seen.get(move.id, {}))]
    while active:
        probed, supplies = _probed(active, stepping.conditions_of), gather(active)
        for move in active:
            stepping.take(move, probed.get(move.id, {}), supplies)
        active = [move for move in active if move.state == "running"]
    led_to = linking.start_others(moves)
    writing.write(moves)
    advance([*led_to, *linking.stops(moves)])


def _arrives(move: Move, probed: Mapping[str, Outer]) -> bool:
    """Apply exits and pause, then bring the run to the step it takes now; False when it takes none."""
    if outcome := _exit_of(move, probed):
        stepping.stop(move, outcome)
    elif move.playbook_state == "paused":
        stepping.pause(move, probed)
    else:
        stepping.leave(move, probed)
    return move.state == "running"


def _exit_of(move: Move, probed: Mapping[str, Outer]) -> str:
    """The outcome of the first exit that applies: the one an event asks for, then what can be seen now."""
    if move.impulse.stop:
        return move.impulse.stop
    if not move.person.is_in and move.rehearsal is None:
        for one, _condition in move.compiled.exits_on.get(LEFT, ()):
            return one.outcome
    for one, evaluator in move.compiled.exits_when:
        if evaluator.holds({**move.values(), **probed}, at=move.at):
            return one.outcome
    return ""


def _probed(
    moves: Sequence[Move], conditions: Callable[[Move], Sequence[Evaluator]]
) -> Mapping[int, dict[str, Outer]]:
    """By run the values of the probes that its conditions read, every probe once for all runs together."""
    asked = [(move, evaluator.checked) for move in moves for evaluator in conditions(move)]
    found: dict[int, dict[str, Outer]] = defaultdict(dict)
    if asked:
        read = people.probe_values([(move.person, checked) for move, checked in asked], at=moves[0].at)
        for (move, _checked), values in zip(asked, read, strict=True):
            found[move.id].update(values)
    return found


def _rest(impulse: Impulse, error: Exception) -> None:
    """A run that failed keeps its place and is tried again later; after some times it is given up."""
    log.warning("Cannot advance run %s: %s", impulse.run, logs.kind(error), exc_info=error)
    goes = impulse.go not in ("", END)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run SET attempts = attempts + 1, trouble = %s,"
            " state = CASE WHEN attempts + 1 >= %s THEN 'stopped' WHEN %s THEN 'ready' ELSE state END,"
            " outcome = CASE WHEN attempts + 1 >= %s THEN 'failed' ELSE '' END,"
            " ended_at = CASE WHEN attempts + 1 >= %s THEN %s END,"
            " step = CASE WHEN %s THEN %s ELSE step END WHERE id = %s RETURNING attempts, state",
            [
                f"{type(error).__name__}: {error}"[:2000].replace("\x00", ""),
                rules.MOST_ATTEMPTS,
                goes,
                rules.MOST_ATTEMPTS,
                rules.MOST_ATTEMPTS,
                impulse.at,
                goes,
                impulse.go,
                impulse.run,
            ],
        )
        attempts, state = cursor.fetchone()
        cursor.execute(
            "UPDATE playbooks_run SET wake_at = %s WHERE id = %s",
            [impulse.at + rules.rest(attempts), impulse.run],
        )
        if goes or state == "stopped":
            cursor.execute("DELETE FROM playbooks_wait WHERE run_id = %s", [impulse.run])
            closing.cancel_tasks({f"run:{impulse.run}": "failed"}, at=impulse.at)
