"""What each kind of step does to a run that comes to it."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox.planning import THE_MEMBER, Plan
from linli.kernel import texts
from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.render import render
from linli.kernel.conditions.values import Outer
from linli.kernel.errors import Refusal
from linli.kernel.events.event import because_of
from linli.kernel.orgs import scope
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.run.playbooks import rules
from linli.run.playbooks.actions.moves import Move, NewTask, Visit
from linli.run.playbooks.document.checks_words import AWARD_VERB, award_arguments
from linli.run.playbooks.document.step_shapes import END, Award, Branch, End, HumanTask, Post, Wait

Values = Mapping[str, Outer]


def leave(move: Move) -> None:
    """Take the run out of the step it waits in, to where its impulse or the end of its time sends it."""
    impulse = move.impulse
    if impulse.go:
        go, outcome = impulse.go, impulse.outcome
    elif move.state == "ready":
        move.state = "running"
        return
    else:
        go, outcome = _timed_out(move)
    result = {"outcome": outcome, **impulse.detail}
    if impulse.event is not None:
        result["event"] = str(impulse.event.id)
    if move.state in ("waiting", "blocked_task"):
        kept = {name: value for name, value in result.items() if name != "event"}
        move.context.setdefault("results", {})[move.step] = kept
        number = move.visit_no(move.step)
        move.visits.append(Visit(move.step, number, move.at, False, move.at, {}, result))
    if move.state == "blocked_task" and not impulse.go:
        move.closes_task = outcome
    move.remember(impulse.event)
    _go(move, go)


def _timed_out(move: Move) -> tuple[str, str]:
    step = move.compiled.steps[move.step]
    if isinstance(step, HumanTask):
        return step.outcomes["timeout"], "timeout"
    if isinstance(step, Wait) and step.arms:
        return step.on_timeout, "timeout"
    return step.next, "over"


def _go(move: Move, target: str) -> None:
    if target == END:
        finish(move, "done")
    else:
        move.step, move.state = target, "running"


def finish(move: Move, outcome: str) -> None:
    """The run has come to an end of its own."""
    move.state, move.outcome, move.ended_at, move.wake_at = "done", outcome, move.at, None


def stop(move: Move, outcome: str) -> None:
    """The run is ended from outside; where it stood is kept, so that it can go on."""
    move.context["stopped_in"] = "ready" if move.state == "running" else move.state
    if move.impulse.event is not None:
        move.context["stopped_by"] = move.impulse.event.kind
    move.remember(move.impulse.event)
    move.state, move.outcome, move.ended_at = "stopped", outcome, move.at


def pause(move: Move) -> None:
    """The playbook is paused: the run stays where it is, or where it was just sent."""
    if move.impulse.go:
        leave(move)
        if move.state == "running":
            move.context["paused_in"], move.state, move.wake_at = "ready", "paused", move.at
    elif move.state != "paused":
        move.context["paused_in"], move.state = move.state, "paused"


def take(move: Move, probed: Values) -> None:
    """Take the step the run has come to; then it is running at the next one, rests, or has ended."""
    step = move.compiled.steps[move.step]
    visits = move.context.setdefault("visits", {})
    visits[step.id] = number = move.visit_no(step.id) + 1
    if number > rules.MOST_VISITS:
        finish(move, "too_many_visits")
        return
    visit = Visit(step.id, number, move.at, left_at=move.at)
    move.visits.append(visit)
    match step:
        case Wait():
            _wait(move, step, visit)
        case Branch():
            _branch(move, visit, probed)
        case Post():
            _post(move, step, visit)
        case Award():
            _award(move, step, visit)
        case HumanTask():
            _open_task(move, step, visit)
        case End():
            finish(move, step.outcome)


def _wait(move: Move, step: Wait, visit: Visit) -> None:
    on_member = step.until_local is not None and step.until_local.zone == "member"
    zone = move.person.member_zone if on_member else move.person.zone
    until = rules.sleep_until(step, at=move.at, started_at=move.started_at, zone=zone)
    visit.inputs = {"until": until.isoformat()}
    if until <= move.at:
        visit.result = {"outcome": "over"}
        _go(move, step.next)
        return
    visit.left_at = None
    move.arms = [(number, arm.event) for number, arm in enumerate(step.arms)]
    move.state, move.wake_at = "waiting", until


def _branch(move: Move, visit: Visit, probed: Values) -> None:
    step = move.compiled.steps[move.step]
    values = {**move.values(), **probed}
    go = step.otherwise if isinstance(step, Branch) else END
    arm: int | str = "else"
    for number, (evaluator, target) in enumerate(move.compiled.branches[step.id], start=1):
        visit.inputs.update(_shown(evaluator, values))
        if evaluator.holds(values, at=move.at):
            arm, go = number, target
            break
    visit.result = {"arm": arm, "go": go}
    _go(move, go)


def _shown(evaluator: Evaluator, values: Values) -> dict[str, Any]:
    keys = [render(reference) for reference in evaluator.checked.references]
    return {key: _plain(values[key]) for key in keys if key in values}


def _plain(value: Outer) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)


def _post(move: Move, step: Post, visit: Visit) -> None:
    person = move.person
    known = (step.texts[language] for language in ("", *person.languages) if language in step.texts)
    text = next(known, next(iter(step.texts.values())))
    calls = (THE_MEMBER,) if step.mentions_person and step.to == "group" else ()
    event = move.impulse.event
    payload = SendMessage(text=texts.fill(text, person.values), mentions=calls)
    plan = Plan(
        key=f"run:{move.id}/{step.id}/{visit.number}/{step.to}",
        group=move.group,
        member=move.member,
        payload=payload,
        message_class=step.message_class,
        surface=step.to,
        policy=step.delivery,
        priority=step.priority,
        due_at=move.at,
        late_after=move.at + step.late_limit,
        origin=move.origin,
        source=f"playbook {move.code} / step {step.id}",
        cause=event.as_cause if event else None,
    )
    move.plans.append((plan, visit))
    _go(move, step.next)


def _award(move: Move, step: Award, visit: Visit) -> None:
    key = texts.fill(step.key, {**move.person.values, "run.id": move.id})
    event = move.impulse.event
    context = Context(
        org_id=scope.org_id(),
        community_id=move.community,
        at=move.at,
        actor=move.origin,
        key=f"playbook:{move.code}:{key}",
        group_id=move.group,
        member_id=move.member,
        run_id=move.id,
        cause=event.id if event else None,
        depth=event.depth if event else 0,
    )
    visit.inputs = {"key": key, **award_arguments(step)}
    try:
        with because_of(event) if event else nullcontext(), transaction.atomic():
            visit.result = _jsonable(registry.run(AWARD_VERB, award_arguments(step), context))
    except Refusal as refusal:
        visit.result = {"refused": str(refusal)}
    _go(move, step.next)


def _jsonable(result: Mapping[str, object]) -> dict[str, Any]:
    return {name: _plain(value) if isinstance(value, datetime) else value for name, value in result.items()}


def _open_task(move: Move, step: HumanTask, visit: Visit) -> None:
    visit.left_at = None
    due_at = move.at + step.due
    title = texts.fill(step.title, move.person.values)
    move.task = NewTask(step.id, visit.number, title[:200], step.role, due_at)
    move.state, move.wake_at = "blocked_task", due_at


def conditions_of(move: Move) -> Sequence[Evaluator]:
    """What has to be read before the run's step can be taken."""
    return [evaluator for evaluator, _go_to in move.compiled.branches.get(move.step, ())]
