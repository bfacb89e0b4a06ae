"""Letting time pass, and waiting for events and conditions."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from linli.kernel.conditions.values import Outer
from linli.run.playbooks import rules
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.document.step_shapes import Wait

Values = Mapping[str, Outer]
MAY_CHANGE = -1
"""The arm of a wait for an event after which a condition may hold."""


def wait(move: Move, step: Wait, visit: Visit, probed: Values) -> None:
    """Rest until the time comes, unless it has come or what is waited for holds already."""
    if step.until and _holds(move, probed):
        _is_over(move, step, visit)
        return
    until = _until(move, step, probed)
    visit.inputs = {"until": until.isoformat()}
    if until <= move.at:
        _is_over(move, step, visit, is_timeout=bool(step.until))
        return
    move.arms = [(number, arm.event) for number, arm in enumerate(step.arms)]
    move.arms += [(MAY_CHANGE, kind) for kind in move.compiled.changes.get(step.id, ())]
    if step.until:
        move.context["until"] = until.isoformat()
        until = min(until, move.at + rules.LOOK_AGAIN)
    move.rest(visit, until)


def still_waits(move: Move, probed: Values) -> bool:
    """Does the run go on waiting? Looks at its condition, and says when that is looked at next."""
    step = move.compiled.steps[move.step]
    if not isinstance(step, Wait) or not step.until or move.state != "waiting":
        return False
    move.is_satisfied = _holds(move, probed)
    limit = datetime.fromisoformat(move.context["until"]) if "until" in move.context else move.at
    move.stays = not move.is_satisfied and limit > move.at
    if move.stays:
        move.wake_at = min(limit, move.at + rules.LOOK_AGAIN)
    else:
        move.context.pop("until", None)
    return move.stays


def _until(move: Move, step: Wait, probed: Values) -> datetime:
    on_member = step.until_local is not None and step.until_local.zone == "member"
    zone = move.person.member_zone if on_member else move.person.zone
    known = _date(move, step, probed) if step.until_date else None
    until = rules.sleep_until(step, at=move.at, started_at=move.started_at, zone=zone, known=known)
    if step.duration is None and not step.arms and not step.until and move.rehearsal is None:
        return until
    return move.at + move.lasting(max(timedelta(), until - move.at))


def _date(move: Move, step: Wait, probed: Values) -> object:
    """The value that the date is; midnight UTC stands for a day without a time."""
    values = {**move.values(), **probed}
    evaluator = move.compiled.dates.get(step.id)
    if evaluator is None:
        return values.get(step.until_date.field) if step.until_date else None
    found = evaluator.value(values, at=move.at)
    is_day = isinstance(found, datetime) and found.astimezone(UTC).time() == time.min
    return found.astimezone(UTC).date() if isinstance(found, datetime) and is_day else found


def _is_over(move: Move, step: Wait, visit: Visit, *, is_timeout: bool = False) -> None:
    outcome = "timeout" if is_timeout else "over"
    visit.result = {"outcome": outcome}
    move.keep(step.id, {"outcome": outcome})
    move.go(step.on_timeout if is_timeout else step.next)


def _holds(move: Move, probed: Values) -> bool:
    evaluator = move.compiled.untils[move.step]
    return evaluator.holds({**move.values(), **probed}, at=move.at)
