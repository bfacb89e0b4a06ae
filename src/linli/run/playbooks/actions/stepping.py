"""How runs leave the steps they rested in, take the next one, and end."""

from collections.abc import Sequence

from linli.kernel.conditions.memory import Evaluator
from linli.run.playbooks import rules
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.actions.steps import asking, calling, choosing, giving, resting, saying
from linli.run.playbooks.actions.steps.choosing import Values
from linli.run.playbooks.actions.supplies import Supplies
from linli.run.playbooks.document.step_shapes import (
    Activity,
    Award,
    Branch,
    Call,
    End,
    HumanTask,
    Post,
    Reverse,
    SetValues,
    Split,
    Start,
    Stop,
    Survey,
    Wait,
)


def leave(move: Move, probed: Values) -> None:
    """Take the run out of the step it waits in, to where its impulse or the end of its time sends it."""
    impulse = move.impulse
    if impulse.go:
        go, outcome = impulse.go, impulse.outcome
    elif move.state == "ready":
        move.state = "running"
        return
    elif resting.still_waits(move, probed):
        return
    else:
        go, outcome = _timed_out(move)
    result = {"outcome": outcome, **impulse.detail}
    if impulse.event is not None:
        result["event"] = str(impulse.event.id)
    rested = move.context.get("paused_in") if move.state == "paused" else move.state
    if rested in ("waiting", "blocked_task"):
        kept = {name: value for name, value in result.items() if name != "event"}
        move.keep(move.step, {**move.result_of(move.step), **kept})
        number = move.visit_no(move.step)
        move.visits.append(Visit(move.step, number, move.at, False, move.at, {}, result))
        if move.state == "blocked_task" and not impulse.go:
            again = move.context.get("asked_again")
            key = f"{move.origin}/{move.step}/{number}"
            move.closes.append(f"{key}/{again}" if again else key)
    move.remember(impulse.event)
    move.go(go)


def _timed_out(move: Move) -> tuple[str, str]:
    step = move.compiled.steps[move.step]
    match step:
        case HumanTask():
            return step.outcomes["timeout"], "timeout"
        case Wait() if step.until:
            return (step.next, "over") if move.is_satisfied else (step.on_timeout, "timeout")
        case Wait() if step.arms:
            return step.on_timeout, "timeout"
        case Call():
            return step.on_failure, "timeout"
        case Post():
            return step.id, "closed"
    return step.next, "over"


def stop(move: Move, outcome: str) -> None:
    """The run is ended from outside; where it stood is kept, so that it can go on."""
    move.context["stopped_in"] = "ready" if move.state == "running" else move.state
    if move.impulse.event is not None:
        move.context["stopped_by"] = move.impulse.event.kind
    move.remember(move.impulse.event)
    move.state, move.outcome, move.ended_at = "stopped", outcome, move.at


def pause(move: Move, probed: Values) -> None:
    """The playbook is paused: the run stays where it is, or where it was just sent."""
    if move.impulse.go:
        leave(move, probed)
        if move.state == "running":
            move.context["paused_in"], move.state, move.wake_at = "ready", "paused", move.at
    elif move.state != "paused":
        move.context["paused_in"], move.state = move.state, "paused"


def take(move: Move, probed: Values, supplies: Supplies) -> None:
    """Take the step the run has come to; then it is running at the next one, rests, or has ended."""
    step = move.compiled.steps[move.step]
    visits = move.context.setdefault("visits", {})
    visits[step.id] = number = move.visit_no(step.id) + 1
    if number > rules.MOST_VISITS:
        move.finish("too_many_visits")
        return
    visit = Visit(step.id, number, move.at, left_at=move.at)
    move.visits.append(visit)
    match step:
        case Wait():
            resting.wait(move, step, visit, probed)
        case Branch():
            choosing.branch(move, step, visit, probed)
        case End():
            move.finish(step.outcome)
        case HumanTask() | Activity() | Survey() | Post() | Split():
            _ask(move, step, visit, supplies)
        case _:
            _do(move, step, visit)


def _ask(
    move: Move, step: HumanTask | Activity | Survey | Post | Split, visit: Visit, supplies: Supplies
) -> None:
    """Steps that need what was read for all runs together."""
    match step:
        case HumanTask():
            asking.task(move, step, visit, supplies)
        case Activity():
            asking.activity(move, step, visit, supplies)
        case Survey():
            asking.survey(move, step, visit, supplies)
        case Post():
            saying.post(move, step, visit, supplies)
        case Split():
            choosing.split(move, step, visit, supplies)


def _do(move: Move, step: Award | Reverse | SetValues | Call | Start | Stop, visit: Visit) -> None:
    match step:
        case Award():
            giving.award(move, step, visit)
        case Reverse():
            giving.reverse(move, step, visit)
        case SetValues():
            giving.set_values(move, step, visit)
        case Call():
            calling.call(move, step, visit)
        case Start():
            calling.start(move, step, visit)
        case Stop():
            calling.stop(move, step, visit)


def looked_at(move: Move) -> Sequence[Evaluator]:
    """What has to be read before a run is moved at all: its exits, and the condition it waits for."""
    until = move.compiled.untils.get(move.step) if move.state == "waiting" else None
    exits = [evaluator for _exit, evaluator in move.compiled.exits_when]
    return [*exits, until] if until is not None else exits


def conditions_of(move: Move) -> Sequence[Evaluator]:
    """What has to be read before the run's step can be taken."""
    branches = [evaluator for evaluator, _go_to in move.compiled.branches.get(move.step, ())]
    waited = (move.compiled.untils.get(move.step), move.compiled.dates.get(move.step))
    return [*branches, *(one for one in waited if one is not None)]
