"""What the room does by the clock."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation


@app.periodic(cron="7 * * * *")
@app.task(name="insights.refresh_figures", queueing_lock="insights.refresh_figures", pass_context=False)
def refresh_figures(timestamp: int) -> int:
    """Every hour: the lake and every community's figures, organisation by organisation."""
    from linli.measure.insights.actions import figures  # loads DuckDB, which only this job needs

    communities = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            communities += figures.refresh_all(folder=settings.LAKE, at=timezone.now())
    return communities
