"""Other programs, and other playbooks of the same subject."""

from linli.connect.gateway.orders import CallUrl
from linli.connect.gateway.outbox.planning import Plan
from linli.run.playbooks import rules
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.actions.steps import saying, words
from linli.run.playbooks.document.step_shapes import Call, Start, Stop


def call(move: Move, step: Call, visit: Visit) -> None:
    """Tell another program, and wait for its answer."""
    if move.is_pretending:
        visit.result = {"pretended": "holdout" if move.is_held else "rehearsal"}
        move.go(step.next)
        return
    event = move.impulse.event
    until = move.at + step.at_most
    body = {name: _plain(words.value_of(move, given)) for name, given in step.body.items()}
    plan = Plan(
        key=f"{move.key(visit)}/call",
        group=move.group,
        member=move.member,
        community=move.community,
        payload=CallUrl(step.url, body, step.reads),
        message_class="service",
        policy="at_least_once",
        due_at=move.at,
        late_after=until,
        origin=move.origin,
        source=saying.source_of(move.code, step.id),
        cause=event.as_cause if event else None,
    )
    visit.inputs = {"until": until.isoformat()}
    move.plans.append((plan, visit))
    move.rest(visit, until)


def start(move: Move, step: Start, visit: Visit) -> None:
    """Another playbook begins for the same subject, unless too many began each other."""
    if move.is_pretending:
        visit.result = {"pretended": "holdout" if move.is_held else "rehearsal"}
    elif move.depth >= rules.MOST_DEPTH:
        visit.result = {"refused": "depth"}
    else:
        visit.inputs = {"playbook": step.playbook}
        move.starts.append((step, visit))
    move.go(step.next)


def stop(move: Move, step: Stop, visit: Visit) -> None:
    """The runs of another playbook for the same subject end."""
    visit.inputs = {"playbook": step.playbook}
    if move.is_pretending:
        visit.result = {"pretended": "holdout" if move.is_held else "rehearsal"}
    else:
        move.stops.append((step, visit))
    move.go(step.next)


def _plain(value: object) -> str | int | float | bool | None:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
