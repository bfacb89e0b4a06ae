"""Playbooks that start and stop each other, for the same subject."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.actions import starting
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.actions.moves import Impulse, Move, Visit
from linli.run.playbooks.actions.steps import words
from linli.run.playbooks.document.step_shapes import Start
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries import pasts
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.rules import Occasion

BY_PLAYBOOK, NOT_ACTIVE, OTHER_SUBJECT, NOT_ADMITTED = "by_playbook", "not_active", "other_subject", "entry"


def start_others(moves: Sequence[Move]) -> list[Impulse]:
    """Let the playbooks begin that steps of these runs start, as far as their entry and audience allow.

    The scheduler takes the new runs on; returned is what moves those that only go on.
    """
    asked = [(move, step, visit) for move in moves for step, visit in move.starts]
    if not asked:
        return []
    known = {one.code: one for one in versions.published() if one.state == "active"}
    wanted: dict[str, tuple[Move, Visit]] = {}
    entrants = []
    for move, step, visit in asked:
        current = known.get(step.playbook)
        if current is None or current.playbook == move.playbook:
            visit.result = {"refused": NOT_ACTIVE}
        elif current.compiled.document.subject != move.compiled.document.subject:
            visit.result = {"refused": OTHER_SUBJECT}
        else:
            visit.result = {"refused": NOT_ADMITTED}
            wanted[move.key(visit)] = (move, visit)
            entrants.append(_entrant(move, step, visit, current))
    admitted = starting.admit(entrants)
    for (_playbook, _subject, key), had in pasts.pasts([one.asked for one in entrants]).items():
        if had.of_key is not None:
            move, visit = wanted[key]
            visit.result = {"run": had.of_key}
            move.keep(visit.step, {"run": had.of_key})
    return admitted.impulses


def stops(moves: Sequence[Move]) -> list[Impulse]:
    """What ends the runs that steps of these runs stop; a run does not stop itself."""
    asked = {(step.playbook, move.subject): move for move in moves for step, _visit in move.stops}
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, n.code, n.subject FROM unnest(%s::text[], %s::text[]) AS n(code, subject)"
            " JOIN playbooks_playbook p ON p.org_id = %s AND p.code = n.code"
            " JOIN playbooks_run r ON r.playbook_id = p.id AND r.subject = n.subject"
            " WHERE r.state = ANY(%s) ORDER BY r.id",
            [[code for code, _subject in asked], [one for _code, one in asked], scope.org_id(), list(ALIVE)],
        )
        found = [(id, asked[code, subject]) for id, code, subject in cursor.fetchall()]
    return [
        Impulse(run=id, at=move.at, since=move.at, stop=BY_PLAYBOOK) for id, move in found if id != move.id
    ]


def _entrant(move: Move, step: Start, visit: Visit, current: Current) -> Entrant:
    return Entrant(
        current=current,
        place=(move.member, move.group, move.community),
        at=move.at,
        key=move.key(visit),
        occasion=Occasion.HAND,
        event=move.impulse.event,
        inputs=_inputs(move, step),
        depth=move.depth + 1,
    )


def _inputs(move: Move, step: Start) -> dict[str, Any]:
    values = {name: words.value_of(move, given) for name, given in step.values.items()}
    return {
        name: one if isinstance(one, str | int | float | bool | None) else str(one)
        for name, one in values.items()
    }
