"""What needs people: tasks for the team, activities for members, questions to one of them."""

from datetime import datetime
from typing import Any

from linli.kernel import texts
from linli.people.tasks import openings
from linli.people.tasks.openings import Opening
from linli.run.playbooks import deadlines
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.actions.steps import giving, saying, words
from linli.run.playbooks.actions.supplies import Supplies, assign_of
from linli.run.playbooks.document.step_shapes import Activity, HumanTask, Question, Survey

ACTIVITY_VERB, SURVEY_VERB = "activities.open", "surveys.ask"
TIMEOUT = "timeout"


def task(move: Move, step: HumanTask, visit: Visit, supplies: Supplies) -> None:
    """Ask a person, and wait for them until nobody is waited for any more."""
    due = deadlines.due_at(step, at=move.at, zone=move.person.zone)
    over = deadlines.over_at(step, due=due)
    due, over = move.at + move.lasting(due - move.at), move.at + move.lasting(over - move.at)
    role = supplies.role_of(assign_of(step), move.community)
    visit.inputs = {"role": role, "due": due.isoformat()}
    move.context.pop("asked_again", None)
    move.openings.append((opening(move, step, visit, role=role, due=due), visit))
    move.rest(visit, over, "blocked_task")


def opening(move: Move, step: HumanTask, visit: Visit, *, role: str, due: datetime) -> Opening:
    """The task of a visit. A rehearsal's goes to whoever rehearses."""
    event = move.impulse.event
    rehearses = move.rehearsal or {}
    return Opening(
        key=move.key(visit),
        about="step",
        title=words.fill(move, step.title) or step.id,
        community=move.community,
        group=move.group,
        member=move.member,
        origin=move.origin,
        source=saying.source_of(move.code, step.id),
        role=role,
        staff_id=rehearses.get("staff"),
        skills=step.skills,
        balance="" if rehearses else step.balance,
        purpose=step.purpose,
        body=body_of(move, step),
        due_at=due,
        remind=tuple(move.lasting(one) for one in step.remind),
        escalate=() if rehearses else tuple((one.after, one.role) for one in step.escalate),
        form=tuple(_asked(one) for one in step.form if one.type in ASKED),
        outcomes=tuple(name for name in step.outcomes if name != TIMEOUT),
        proof=step.proof,
        cause=event.as_cause if event else None,
    )


ASKED = frozenset({"text", "number", "choice", "date", "time", "yes_no", "image", "link"})


def body_of(move: Move, step: HumanTask) -> str:
    """What a person reads and copies: how it is done, the words, what there is then, and how to see it."""
    parts = (step.how, step.body, step.output, step.check)
    return "\n\n".join(words.fill(move, part) for part in parts if part)


def _asked(question: Question) -> openings.Question:
    kind: Any = "text" if question.type == "time" else question.type
    return openings.Question(
        field=question.field,
        label=question.label,
        type=kind,
        is_required=question.is_required,
        choices=question.choices,
    )


def activity(move: Move, step: Activity, visit: Visit, supplies: Supplies) -> None:
    """Open something that members take part in; the run goes on, and later steps may wait for its closing."""
    closes_at = move.at + move.lasting(step.closes_in)
    given = {
        "kind": step.kind,
        "title": (step.title or step.id)[:120],
        "text": _text(move, step, supplies),
        "options": [words.fill(move, one) for one in step.options],
        "answer": step.answer,
        "closes_in": int(step.closes_in.total_seconds()),
        "capacity": step.capacity or 0,
        "points": step.points,
    }
    result = giving.call_verb(move, ACTIVITY_VERB, given, move.key(visit))
    visit.inputs = {"kind": step.kind, "closes_at": closes_at.isoformat()}
    visit.result = result
    if "refused" not in result:
        kept = {"closed": False, "participants": 0, "closes_at": closes_at.isoformat()}
        move.keep(step.id, {**kept, **({"activity": result["activity"]} if "activity" in result else {})})
    move.go(step.next)


def survey(move: Move, step: Survey, visit: Visit, supplies: Supplies) -> None:
    """Ask a person something in private; what they answer comes to the run when it comes."""
    given = {
        "code": f"{move.code}/{step.id}"[:60],
        "text": _text(move, step, supplies),
        "questions": [
            {
                "field": one.field,
                "label": words.fill(move, one.label),
                "type": one.type,
                "is_required": one.is_required,
                "choices": list(one.choices),
            }
            for one in step.questions
        ],
        "closes_in": int(step.closes_in.total_seconds()),
        "any_gap": int(step.gap_any.total_seconds()),
        "this_gap": int(step.gap_this.total_seconds()),
    }
    visit.result = giving.call_verb(move, SURVEY_VERB, given, move.key(visit))
    move.keep(step.id, {name: visit.result[name] for name in ("activity",) if visit.result.get(name)})
    move.go(step.next)


def _text(move: Move, step: Activity | Survey, supplies: Supplies) -> str:
    try:
        return words.words(move, step.saying, supplies.templates).text
    except (words.NoWords, texts.BadText):
        return ""
