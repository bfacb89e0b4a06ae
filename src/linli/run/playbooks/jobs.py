"""The past replayed in the background."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import tracking
from linli.kernel.orgs import scope
from linli.run.playbooks.actions import simulating


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
