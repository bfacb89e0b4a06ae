"""Posts that several runs of one group share: gathered for a while, then said once for all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.content.library.queries import templates as library
from linli.kernel import texts
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.playbooks import guard
from linli.run.playbooks.actions import moves as working
from linli.run.playbooks.actions.moves import Impulse, Move
from linli.run.playbooks.actions.steps import saying, words
from linli.run.playbooks.document.step_shapes import Post
from linli.run.playbooks.models import ALIVE, Gathering

BATCH = 100
LONGEST_NAME = 20
SEPARATORS = {"zh-hans": "、"}
Place = tuple[int, int, str, int]
"""Playbook, version, step and group."""


def join(moves: Sequence[Move]) -> None:
    """Put the runs into the open gathering of their group; one that is full is said at once."""
    places: dict[Place, list[tuple[Move, Post]]] = defaultdict(list)
    for move in moves:
        for step, _visit in move.gathers:
            if move.group is not None:
                places[move.playbook, move.compiled.id, step.id, move.group].append((move, step))
    for place, found in sorted(places.items()):
        _put(place, [move for move, _step in found], found[0][1])


def close_due(*, at: datetime, limit: int = BATCH) -> int:
    """Say what has been gathered long enough, in the organisation in scope; returns how many gatherings."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.id FROM playbooks_gathering g JOIN playbooks_playbook p ON p.id = g.playbook_id"
            " WHERE g.org_id = %s AND g.closed_at IS NULL AND g.closes_at <= %s AND p.state <> 'paused'"
            " ORDER BY g.closes_at LIMIT %s FOR UPDATE OF g SKIP LOCKED",
            [scope.org_id(), at, limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
        for one in Gathering.objects.filter(id__in=ids).order_by("id"):
            _close(one, at)
    return len(ids)


def _put(place: Place, runs: Sequence[Move], step: Post) -> None:
    """As many as there is room for; then the gathering is closed and the next one opened."""
    most = step.batch.most if step.batch else 1
    left = list(runs)
    while left:
        one = _opened(place, step, left[0].at)
        taken, left = left[: max(1, most - len(one.runs))], left[max(1, most - len(one.runs)) :]
        one.runs = [*one.runs, *(move.id for move in taken)]
        one.save(update_fields=["runs"])
        _note([move.id for move in taken], step.id, "gathering", one.id)
        if len(one.runs) >= most:
            _close(one, taken[-1].at)


def _opened(place: Place, step: Post, at: datetime) -> Gathering:
    """The open gathering of a place, locked; made where there is none."""
    playbook, _version, name, group = place
    length = step.batch.gather if step.batch else timedelta()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_gathering (org_id, playbook_id, version_id, step, group_id, number,"
            " opened_at, closes_at, runs)"
            " SELECT %s, %s, %s, %s, %s, 1 + coalesce(max(number), 0), %s, %s, '{}'"
            " FROM playbooks_gathering WHERE playbook_id = %s AND step = %s AND group_id = %s"
            " ON CONFLICT DO NOTHING",
            [scope.org_id(), *place[:2], name, group, at, at + length, playbook, name, group],
        )
    found: Gathering = Gathering.objects.select_for_update().get(
        playbook_id=playbook, step=name, group_id=group, closed_at=None
    )
    return found


def _close(one: Gathering, at: datetime) -> None:
    """Plan the one post for those of its runs that may still be spoken to."""
    ended = guard.ended_runs([f"run:{run}" for run in one.runs])
    staying = [run for run in one.runs if f"run:{run}" not in ended]
    known = working.load(
        [Impulse(run=run, at=at, since=at) for run in staying], states=(*ALIVE, "done"), is_locked=False
    )
    if known:
        step = known[0].compiled.steps[one.step]
        if isinstance(step, Post) and (plan := _plan(one, step, known, at)) is not None:
            [effect] = planning.plan([plan], by=SYSTEM, at=at)
            _note([move.id for move in known], one.step, "effect", effect)
    one.closed_at = at
    one.save(update_fields=["closed_at"])


def _plan(one: Gathering, step: Post, known: Sequence[Move], at: datetime) -> Plan | None:
    first = known[0]
    codes = [step.template] if step.template else []
    try:
        said = words.words(
            first, step.saying, library.templates_by_code(codes) if codes else {}, _names(known)
        )
    except words.NoWords:
        return None
    return Plan(
        key=f"gathering:{one.id}",
        group=one.group_id,
        community=first.community,
        payload=SendMessage(said.text, parts=said.parts, mention_all=step.mentions_all),
        message_class=step.message_class,
        surface="group",
        policy=step.delivery,
        priority=step.priority,
        due_at=at,
        late_after=at + step.late_limit,
        origin=f"{guard.GATHERING}:{one.id}",
        source=saying.source_of(first.code, step.id),
        on_cap=step.on_cap,
        slot_wait=step.slot_wait,
        role=step.assign.role if step.assign else "",
    )


def _names(known: Sequence[Move]) -> Mapping[str, object]:
    """`{persons}`: everybody's name in the order they came; `{person.name}` stands for them, too."""
    named = [str(move.person.values["person.name"] or "") for move in known]
    separator = SEPARATORS.get(known[0].person.languages[-1], ", ")
    everybody = texts.Paragraph(separator.join(texts.harmless(name, LONGEST_NAME) for name in named if name))
    return {"persons": everybody, "person.name": everybody}


def _note(runs: Sequence[int], step: str, name: str, value: int) -> None:
    """Write into the last visits of runs to a step what came of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_stepvisit v SET result = v.result || jsonb_build_object(%s::text, %s::bigint)"
            " WHERE v.run_id = ANY(%s) AND v.step = %s AND v.visit_no = (SELECT max(o.visit_no)"
            "  FROM playbooks_stepvisit o WHERE o.run_id = v.run_id AND o.step = v.step)",
            [name, value, list(runs), step],
        )
