"""Points, tags and answers: what is done through the verbs of other rooms, called by their names."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.kernel import texts
from linli.kernel.errors import Refusal
from linli.kernel.events.event import because_of
from linli.kernel.orgs import scope
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import UnknownVerb, registry
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.actions.steps import words
from linli.run.playbooks.document.checks_words import AWARD_VERB, award_arguments
from linli.run.playbooks.document.step_shapes import Award, Reverse, SetValues

REVERSE_VERB, ADD_TAG, REMOVE_TAG = "growth.reverse_points", "members.add_tag", "members.remove_tag"
SET_FIELD = "profiles.set_field"


def award(move: Move, step: Award, visit: Visit) -> None:
    """Give points, once for the key."""
    key = texts.fill(step.key, move.words())
    given = award_arguments(step)
    visit.inputs = {"key": key, **given}
    visit.result = call_verb(move, AWARD_VERB, given, f"playbook:{move.code}:{key}")
    if "entry" in visit.result:
        move.keep(step.id, {"entry": visit.result["entry"]})
    move.go(step.next)


def reverse(move: Move, step: Reverse, visit: Visit) -> None:
    """Take back what an award step of this run gave; nothing when it gave nothing."""
    entry = move.result_of(step.of).get("entry")
    visit.inputs = {"of": step.of, "entry": entry}
    if entry is None:
        visit.result = {"nothing": True}
    else:
        given = {"entry": entry, "reason": step.reason}
        visit.result = call_verb(move, REVERSE_VERB, given, f"{move.key(visit)}/{entry}")
    move.go(step.next)


def set_values(move: Move, step: SetValues, visit: Visit) -> None:
    """Tags and answers, each by its verb; what one refuses does not keep the others."""
    calls: list[tuple[str, dict[str, object]]] = []
    calls += [(ADD_TAG, {"tag": tag}) for tag in step.add_tags]
    calls += [(REMOVE_TAG, {"tag": tag}) for tag in step.remove_tags]
    for code, given in step.fields.items():
        value = words.value_of(move, given)
        calls.append((SET_FIELD, {"code": code, "value": "" if value is None else str(value)[:2000]}))
    refused = []
    for number, (verb, arguments) in enumerate(calls):
        result = call_verb(move, verb, arguments, f"{move.key(visit)}/{number}")
        if "refused" in result:
            refused.append(result["refused"])
    visit.inputs = {"add": list(step.add_tags), "remove": list(step.remove_tags), "set": sorted(step.fields)}
    visit.result = {"refused": "; ".join(refused)} if refused else {"set": len(calls)}
    move.go(step.next)


def call_verb(move: Move, verb: str, given: Mapping[str, object], key: str) -> dict[str, Any]:
    """What a verb gave back; `refused` with its sentence, `pretended` where nothing lasting is done."""
    if move.is_pretending:
        return {"pretended": "holdout" if move.is_held else "rehearsal"}
    event = move.impulse.event
    context = Context(
        org_id=scope.org_id(),
        community_id=move.community,
        at=move.at,
        actor=move.origin,
        key=key,
        group_id=move.group,
        member_id=move.member,
        run_id=move.id,
        cause=event.id if event else None,
        depth=event.depth if event else 0,
    )
    try:
        with because_of(event) if event else nullcontext(), transaction.atomic():
            return _as_json(registry.run(verb, given, context))
    except (Refusal, UnknownVerb) as refusal:
        return {"refused": str(refusal)}


def _as_json(result: Mapping[str, object]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in result.items()
    }
