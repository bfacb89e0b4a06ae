"""Computing figures from the lake and keeping them for the pages.

Loads DuckDB: import it only where it is used.
"""

from datetime import datetime
from pathlib import Path

from linli.kernel.orgs import scope
from linli.measure.insights import community as lakes
from linli.measure.insights import report
from linli.measure.insights.models import Snapshot
from linli.people.communities.models import Community


def refresh_snapshot(community_id: int, *, folder: Path, at: datetime) -> Snapshot:
    """Compute a community's figures from the lake as it is, and keep them for the pages."""
    with lakes.open_lake(scope.org_id(), community_id, folder=folder) as activity:
        document = report.read_activity(activity).as_dict()
    snapshot, _ = Snapshot.objects.update_or_create(
        community_id=community_id, defaults={"taken_at": at, "document": document}
    )
    found: Snapshot = snapshot
    return found


def refresh_all(*, folder: Path, at: datetime) -> int:
    """Rebuild the lake of the organisation in scope and refresh every community's figures; returns how
    many.
    """
    lakes.rebuild_lake(scope.org_id(), folder=folder)
    ids = list(Community.objects.order_by("id").values_list("id", flat=True))
    for community_id in ids:
        refresh_snapshot(community_id, folder=folder, at=at)
    return len(ids)
