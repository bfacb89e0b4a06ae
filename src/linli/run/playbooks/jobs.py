"""Housekeeping, and the past replayed in the background."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import tracking
from linli.kernel.orgs import scope
from linli.run.playbooks.actions import simulating

SKIPS_KEPT = timedelta(days=90)
SIMULATIONS_KEPT = timedelta(days=30)


@app.task(name=simulating.SIMULATE, pass_context=False)
def simulate(org_id: int, simulation_id: int, title: str) -> None:
    """Replay the past for a document where people can watch and stop."""
    with scope.org(org_id), tracking.track(simulating.SIMULATE, title=title) as tracker:
        simulating.carry_out(
            simulation=simulation_id,
            clock=timezone.now,
            tell=tracker.advance,
            should_stop=lambda: tracker.should_stop,
        )


def prune(*, at: datetime) -> int:
    """Forget, in all organisations, why people did not come into playbooks long ago; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM playbooks_skip WHERE at < %s", [at - SKIPS_KEPT])
        forgotten = int(cursor.rowcount)
        cursor.execute("DELETE FROM playbooks_simulation WHERE asked_at < %s", [at - SIMULATIONS_KEPT])
        return forgotten
