"""Goals: the event that a run was for, within its time; noted also when the run has ended before."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions import watching
from linli.run.playbooks.actions.watching import Held


def goals_reached(events: Sequence[Event]) -> None:
    """Note the first goal event of every run in a batch of events, within the time its version gives."""
    kinds = {event.kind for event in events}
    aims = [version for version in _versions() if _goal_kind(_database(), version) in kinds]
    if not aims:
        return
    reached: dict[int, Event] = {}
    runs = _open_aims(aims, events)
    for event in events:
        for run in runs:
            if run.id not in reached and _is_goal(run, event):
                reached[run.id] = event
    if reached:
        _note(reached)


def _is_goal(run: Held, event: Event) -> bool:
    goal = run.compiled.document.goal
    if goal is None or goal.event != event.kind or not run.concerns(event):
        return False
    at, started_at = event.recorded_at, run.began[0]
    if (at, event.position) <= run.began or at > started_at + goal.within:
        return False
    return watching.holds(run.compiled.goal, run, event)


def _open_aims(versions: Sequence[int], events: Sequence[Event]) -> list[Held]:
    members = sorted({event.member for event in events if event.member is not None})
    groups = sorted({event.group for event in events if event.group is not None})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {watching.COLUMNS} FROM playbooks_run r WHERE r.org_id = %s AND r.member_id = ANY(%s)"
            " AND r.version_id = ANY(%s) AND r.goal_at IS NULL AND NOT r.is_test",
            [scope.org_id(), members, list(versions)],
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"SELECT {watching.COLUMNS} FROM playbooks_playbookversion v JOIN playbooks_run r"
            " ON r.playbook_id = v.playbook_id AND r.version_id = v.id WHERE v.org_id = %s AND v.id = ANY(%s)"
            " AND v.document->>'subject' = 'group' AND r.member_id IS NULL AND r.group_id = ANY(%s)"
            " AND r.goal_at IS NULL AND NOT r.is_test",
            [scope.org_id(), list(versions), groups],
        )
        rows += cursor.fetchall()
    return watching.held_of(rows, {})


def _note(reached: dict[int, Event]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run r SET goal_at = u.t"
            " FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(id, t)"
            " WHERE r.id = u.id AND r.org_id = %s AND r.goal_at IS NULL",
            [list(reached), [event.recorded_at for event in reached.values()], scope.org_id()],
        )


def _versions() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM playbooks_playbookversion WHERE org_id = %s", [scope.org_id()])
        return [row[0] for row in cursor.fetchall()]


def _database() -> str:
    server: dict[str, Any] = connection.settings_dict
    return f"{server['HOST']}:{server['PORT']}/{server['NAME']}"


@lru_cache(maxsize=20_000)
def _goal_kind(database: str, version: int) -> str:
    """The event that is a version's goal; versions never change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(document->'goal'->>'event', '') FROM playbooks_playbookversion WHERE id = %s",
            [version],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""
