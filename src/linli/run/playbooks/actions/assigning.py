"""Who is in which arm of an experiment, and who is left out to compare with: drawn once and kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from linli.connect.gateway.policy import queries as policies
from linli.connect.gateway.policy.document import Holdout
from linli.kernel.orgs import scope
from linli.run.playbooks import trials
from linli.run.playbooks.actions.moves import Move

Unit = tuple[str, str]
"""An experiment and a unit of it: ("welcome-tone", "person:5")."""


def unit_of(move: Move, kind: str = "") -> str:
    """The unit that a run counts as: its person, or its group."""
    experiment = move.compiled.document.experiment
    wanted = kind or (experiment.unit if experiment else "person")
    if move.member is None or (wanted == "group" and move.group is not None):
        return f"group:{move.group}"
    return f"person:{move.member}"


def assign(moves: Sequence[Move]) -> dict[int, str]:
    """The arm of each run at its split. Whoever had one keeps it, whatever the weights are now.

    From here the arms differ, so this is the moment of exposure for all of them, the silent one too.
    """
    drawn: dict[Unit, tuple[str, datetime]] = {}
    for move in moves:
        experiment = move.compiled.document.experiment
        if experiment is not None:
            unit = unit_of(move)
            arm = trials.arm_of(experiment.id, unit, experiment.arms)
            drawn.setdefault((experiment.id, unit), (arm, move.at))
    kept = _keep(drawn)
    return {
        move.id: kept[experiment.id, unit_of(move)]
        for move in moves
        if (experiment := move.compiled.document.experiment) is not None
    }


def decide_holdouts(moves: Sequence[Move]) -> None:
    """Before their first step: note in the context of runs whose subject is left out. Kept, once drawn."""
    asked = {
        move.id: (move, holdout)
        for move, holdout in _holdouts([move for move in moves if _is_fresh(move)])
        if move.compiled.document.message_class in holdout.applies_to
    }
    drawn: dict[Unit, tuple[str, datetime]] = {}
    for move, holdout in asked.values():
        unit = unit_of(move, holdout.unit)
        arm = trials.holdout_arm(holdout.id, unit, holdout.percent)
        drawn.setdefault((f"holdout:{holdout.id}", unit), (arm, move.at))
    kept = _keep(drawn)
    for move, holdout in asked.values():
        arm = kept[f"holdout:{holdout.id}", unit_of(move, holdout.unit)]
        move.context["holdout"] = arm == trials.HELD


def _is_fresh(move: Move) -> bool:
    return "visits" not in move.context and "holdout" not in move.context and move.rehearsal is None


def _holdouts(moves: Sequence[Move]) -> list[tuple[Move, Holdout]]:
    if not moves:
        return []
    org = scope.org_id()
    known = policies.policies_for([(org, move.community) for move in moves])
    return [(move, found) for move in moves if (found := known[org, move.community].holdout) is not None]


def _keep(drawn: Mapping[Unit, tuple[str, datetime]]) -> dict[Unit, str]:
    """Write down what is new; returns the arm of each unit, the one it had before it was drawn now."""
    if not drawn:
        return {}
    rows = sorted(drawn.items())
    experiments, units = [one[0][0] for one in rows], [one[0][1] for one in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_assignment"
            " (org_id, experiment, unit, member_id, arm, assigned_at, exposed_at)"
            " SELECT %s, e, u, CASE WHEN u LIKE 'person:%%' THEN substr(u, 8)::bigint END, a, t,"
            " t FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[])"
            " AS n(e, u, a, t) ON CONFLICT (org_id, experiment, unit) DO NOTHING",
            [
                scope.org_id(),
                experiments,
                units,
                [arm for _unit, (arm, _at) in rows],
                [at for _unit, (_arm, at) in rows],
            ],
        )
        cursor.execute(
            "SELECT a.experiment, a.unit, a.arm FROM playbooks_assignment a"
            " JOIN unnest(%s::text[], %s::text[]) AS n(e, u) ON a.experiment = n.e AND a.unit = n.u"
            " WHERE a.org_id = %s",
            [experiments, units, scope.org_id()],
        )
        return {(experiment, unit): arm for experiment, unit, arm in cursor.fetchall()}
