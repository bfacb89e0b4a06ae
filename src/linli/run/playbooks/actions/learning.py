"""What runs learn of activities and surveys they opened: that they closed, who came, what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

from linli.facts.activities import ActivityClosed, SurveyAnswered
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.document.step_shapes import Post
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions

ANSWERED, CLOSED = "answered", "closed"


def learn(events: Sequence[Event]) -> list[Impulse]:
    """Note in their runs what came of activities; returns what moves the runs that waited for a closing."""
    told = [(event, *found) for event in events if (found := _told(event))]
    if not told:
        return []
    runs = _locked({run for _event, run, _activity, _found in told})
    impulses = []
    changed: dict[int, dict[str, Any]] = {}
    for event, run, activity, news in told:
        if run not in runs:
            continue
        version, state, step, context = runs[run]
        results = context.setdefault("results", {})
        names = [name for name, one in results.items() if one.get("activity") == activity]
        for name in names:
            results[name] = {**results[name], **news}
            changed[run] = context
        waited = versions.compiled_versions([version])[version].steps.get(step)
        if state == "waiting" and isinstance(waited, Post) and waited.after in names and "closed" in news:
            at = event.recorded_at
            impulses.append(Impulse(run=run, at=at, since=at, event=event, go=step, outcome=CLOSED))
    _write(changed)
    return impulses


def _told(event: Event) -> tuple[int, int, dict[str, Any]] | None:
    """The run, the activity, and what is to be known of it."""
    fact = event.fact
    if not isinstance(fact, ActivityClosed | SurveyAnswered) or not fact.origin.startswith("run:"):
        return None
    run = int(fact.origin.partition(":")[2])
    if isinstance(fact, ActivityClosed):
        return run, fact.activity, {"closed": True, "participants": fact.participants}
    return run, fact.activity, {"outcome": ANSWERED, **_answers(fact.activity)}


def _answers(activity: int) -> dict[str, Any]:
    """What the one who was asked said, by field."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answers::text FROM activities_part WHERE org_id = %s AND activity_id = %s"
            " ORDER BY id LIMIT 1",
            [scope.org_id(), activity],
        )
        row = cursor.fetchone()
    found: dict[str, Any] = msgspec.json.decode(row[0]) if row else {}
    return {name: one for name, one in found.items() if isinstance(one, str | int | float | bool)}


def _locked(runs: set[int]) -> dict[int, tuple[int, str, str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, version_id, state, step, context::text FROM playbooks_run WHERE org_id = %s"
            " AND id = ANY(%s) AND state = ANY(%s) ORDER BY id FOR UPDATE",
            [scope.org_id(), sorted(runs), list(ALIVE)],
        )
        return {row[0]: (row[1], row[2], row[3], msgspec.json.decode(row[4])) for row in cursor.fetchall()}


def _write(contexts: Mapping[int, dict[str, Any]]) -> None:
    if not contexts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run r SET context = n.context::jsonb"
            " FROM unnest(%s::bigint[], %s::text[]) AS n(id, context) WHERE r.id = n.id",
            [list(contexts), [msgspec.json.encode(one).decode() for one in contexts.values()]],
        )
