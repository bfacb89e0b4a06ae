"""What the room does by the clock."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds, tracking
from linli.kernel.orgs import scope


@app.periodic(cron="7 * * * *")
@app.task(name="insights.refresh_figures", queueing_lock="insights.refresh_figures", pass_context=False)
def refresh_figures(timestamp: int) -> int:
    """Every hour: the lake and every community's figures, organisation by organisation."""
    from linli.measure.insights.actions import figures  # loads DuckDB, which only this job needs

    return rounds.in_every_organisation(lambda: figures.refresh_all(folder=settings.LAKE, at=timezone.now()))


@app.task(name="insights.rewrite_lake", pass_context=False)
def rewrite_lake(org_id: int) -> int:
    """Somebody was erased: the lake of their organisation is written from the log as it is now."""
    from linli.measure.insights import community as lakes

    return lakes.rebuild_lake(org_id, folder=settings.LAKE)


@app.task(name="insights.refresh_community", pass_context=False)
def refresh_community(org_id: int, community_id: int, title: str) -> None:
    """Now, because a person asked: the lake of an organisation, then one community's figures."""
    from linli.measure.insights import community as lakes
    from linli.measure.insights.actions import figures

    with scope.org(org_id), tracking.track("insights.refresh_community", title=title, total=2) as tracker:
        lakes.rebuild_lake(org_id, folder=settings.LAKE)
        tracker.advance(1)
        figures.refresh_snapshot(community_id, folder=settings.LAKE, at=timezone.now())
        tracker.advance(2)
