"""Runs whose conditions for ending hold right now, asked just before something of theirs is sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.actions import watching
from linli.run.playbooks.models import ALIVE


def exits_now(runs: Sequence[int], *, at: datetime) -> Mapping[int, str]:
    """By run, of those under way, the outcome of the first exit whose condition holds; nothing is written.

    Every probe is read once for all runs of a community.
    """
    if not runs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {watching.COLUMNS} FROM playbooks_run r"
            " WHERE r.org_id = %s AND r.id = ANY(%s) AND r.state = ANY(%s)",
            [scope.org_id(), list(runs), list(ALIVE)],
        )
        held = watching.held_of(cursor.fetchall(), {})
    asked = [(run, condition, one.outcome) for run in held for one, condition in run.compiled.exits_when]
    found: dict[int, str] = {}
    for (run, _condition, outcome), is_true in zip(asked, watching.truths(asked, at=at), strict=True):
        if is_true:
            found.setdefault(run.id, outcome)
    return found
