"""Who comes into a playbook: new runs, runs that go on or take something in, and why somebody did not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from linli.facts.members import MembershipJoined
from linli.kernel.conditions import explain
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import MAX_DEPTH
from linli.kernel.orgs import scope
from linli.run.playbooks import rules
from linli.run.playbooks.actions import entering, resuming, skipping
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.skipping import Skipped
from linli.run.playbooks.document.vocabulary import event_values
from linli.run.playbooks.queries import knowing, pasts, people
from linli.run.playbooks.queries.compiled import Condition
from linli.run.playbooks.queries.pasts import Had
from linli.run.playbooks.queries.people import Person
from linli.run.playbooks.rules import Entrance, Occasion

MOST_MERGED = 20
_TRIES = 3
_ROOM_BELOW = 2


class Admission(msgspec.Struct):
    """What became of those who could come in: their runs' first moves, and how many for which reason not."""

    impulses: list[Impulse] = []
    started: int = 0
    skipped: dict[str, int] = {}

    def add(self, other: "Admission") -> None:
        """Count another one in."""
        self.impulses.extend(other.impulses)
        self.started += other.started
        for reason, count in other.skipped.items():
            self.skipped[reason] = self.skipped.get(reason, 0) + count


def admit(entrants: Sequence[Entrant], *, is_chosen: bool = False, keeps_reasons: bool = True) -> Admission:
    """Make the runs of those who may come in, in the caller's transaction.

    An event that was used before changes nothing. At most one entrant a playbook and subject. `is_chosen`:
    the audience has been asked already; without `keeps_reasons` those who do not come in are only counted.
    """
    wanted = [one for one in entrants if not _is_backfill(one)]
    result = Admission()
    for _attempt in range(_TRIES):
        if not wanted:
            break
        wanted = _admit(wanted, result, is_chosen=is_chosen, keeps_reasons=keeps_reasons)
    return result


def _admit(
    wanted: Sequence[Entrant], result: Admission, *, is_chosen: bool, keeps_reasons: bool
) -> list[Entrant]:
    """One attempt; returns those whose place or number somebody else took at the same moment."""
    had = pasts.pasts([one.asked for one in wanted])
    willing: list[Entrant] = []
    skipped: list[Skipped] = []
    for one in wanted:
        verdict = _verdict(one, had[one.asked])
        if verdict is Entrance.START:
            willing.append(one)
        elif verdict is Entrance.RESUME:
            result.impulses.extend(resuming.resume(one, had[one.asked].id or 0))
        elif verdict is Entrance.MERGE:
            _merge(one, had[one.asked])
        elif verdict:
            skipped.append((one, verdict, []))
    refused = {} if is_chosen else _refusals(willing)
    skipped += [(one, *refused[one.asked]) for one in willing if one.asked in refused]
    if keeps_reasons:
        skipping.write(skipped)
    for _one, reason, _detail in skipped:
        result.skipped[reason] = result.skipped.get(reason, 0) + 1
    fresh = [one for one in willing if one.asked not in refused]
    made = entering.begin(fresh, had)
    result.started += len(made)
    result.impulses.extend(
        entering.impulse(made[one.asked], one)
        for one in fresh
        if one.asked in made and one.event is not None and not one.wait_for
    )
    return [one for one in fresh if one.asked not in made]


def _is_backfill(one: Entrant) -> bool:
    if one.event is None or not one.current.compiled.document.entry.ignore_backfill:
        return False
    fact = one.event.fact
    return one.event.origin == "import" or (isinstance(fact, MembershipJoined) and fact.via == "history")


def _verdict(one: Entrant, had: Had) -> Entrance | str:
    """What the past of the subject says; "" when the event was used before."""
    if not one.current.is_in(one.place[2]):
        return skipping.ELSEWHERE
    if one.event is not None and str(one.event.id) in had.used:
        return ""
    if one.event is not None and one.event.depth > MAX_DEPTH - _ROOM_BELOW:
        return skipping.TOO_DEEP
    entry = one.current.compiled.document.entry
    verdict = rules.entrance(entry, had.past, at=one.at, occasion=one.occasion, overlaps=one.overlaps)
    if verdict is Entrance.RUNNING and one.occasion is Occasion.TICK and had.of_key is None:
        return skipping.OVERLAP
    if verdict is Entrance.RESUME or had.of_key is None:
        return verdict
    if had.is_key_alive:
        return Entrance.MERGE if one.occasion is Occasion.EVENT else ""
    return skipping.SAME_KEY if one.occasion in (Occasion.EVENT, Occasion.ABSENCE) else ""


def _merge(one: Entrant, had: Had) -> None:
    """The event becomes context of the run of its key, or of the newest one under way; once."""
    run = had.of_key if had.is_key_alive else had.alive[-1]
    marker = str(one.event.id) if one.event else one.key
    fields = msgspec.json.encode({**one.fields, "at": one.at.isoformat()}).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run SET context = jsonb_set(jsonb_set(context, '{merged}',"
            "  (SELECT coalesce(jsonb_agg(m ORDER BY n), '[]') FROM (SELECT m, n FROM jsonb_array_elements("
            "   coalesce(context->'merged', '[]') || jsonb_build_array(%s::jsonb)) WITH ORDINALITY AS l(m, n)"
            "   ORDER BY n DESC LIMIT %s) l)), '{used}',"
            "  coalesce(context->'used', '[]') || to_jsonb(%s::text))"
            " WHERE org_id = %s AND id = %s AND NOT coalesce(context->'used', '[]') ? %s",
            [fields, MOST_MERGED, marker, scope.org_id(), run, marker],
        )


def _refusals(willing: Sequence[Entrant]) -> dict[pasts.Asked, tuple[str, list[Any]]]:
    """Why the playbook is not for them, with what was read; nothing for those for whom it is."""
    known = people.people(one.place for one in willing)
    refused: dict[pasts.Asked, tuple[str, list[Any]]] = {}
    for one in willing:
        person = known[one.place]
        if person.is_bot:
            refused[one.asked] = skipping.BOT, []
        elif one.current.state == "paused":
            refused[one.asked] = skipping.PAUSED, []
        elif one.occasion is Occasion.HAND and not person.is_in:
            refused[one.asked] = skipping.NOT_IN, []
    for reason in (skipping.NOT_TRIGGERED, skipping.AUDIENCE):
        asked = [
            (one, condition)
            for one in willing
            if one.asked not in refused and (condition := _condition(one, reason)) is not None
        ]
        refused |= _failing(asked, known, reason)
    return refused


def _condition(one: Entrant, reason: str) -> Condition:
    compiled = one.current.compiled
    if reason == skipping.AUDIENCE:
        return compiled.audience
    return compiled.triggers[one.trigger] if one.trigger is not None else None


def _failing(
    asked: Sequence[tuple[Entrant, Any]], known: Mapping[people.Place, Person], reason: str
) -> dict[pasts.Asked, tuple[str, list[Any]]]:
    """Those whose condition does not hold, every probe read once for all of them."""
    if not asked:
        return {}
    latest = max(one.at for one, _condition_of in asked)
    probed = people.probe_values(
        [(known[one.place], condition.checked) for one, condition in asked], at=latest
    )
    failing: dict[pasts.Asked, tuple[str, list[Any]]] = {}
    for (one, condition), read in zip(asked, probed, strict=True):
        values = {**values_of(one, known[one.place]), **read}
        if not condition.holds(values, at=one.at):
            failing[one.asked] = reason, _parts(condition.checked, values, one.at)
    return failing


def values_of(one: Entrant, person: Person) -> dict[str, Outer]:
    """What conditions can read of somebody before there is a run."""
    context = {"event": one.fields, "inputs": one.inputs}
    values = knowing.run_values(one.current.compiled, person, context, started_at=one.at)
    return {**values, **event_values(one.event)} if one.event is not None else values


def _parts(checked: Any, values: Mapping[str, Outer], at: datetime) -> list[Any]:
    """Every part of a condition with the value it had, as JSON."""
    parts = explain.explain(checked, values, at=at)
    return [{"text": part.text, "value": _plain(part.value), "level": part.level} for part in parts]


def _plain(value: Outer) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
