"""Work of the room in the background: taking a chat history into a community."""

from contextlib import suppress
from pathlib import Path

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.connect.adapters.archive import reader
from linli.kernel.jobs import tracking
from linli.kernel.orgs import actor, scope
from linli.people.communities import queries
from linli.people.communities.actions import history

IMPORT = "communities.import_file"


@app.task(name=IMPORT, pass_context=False)
def import_file(
    org_id: int,
    community_id: int,
    path: str,
    zone: str | None,
    format: str | None,
    staff_id: int,
    date_order: str | None = None,
) -> None:
    """Take an uploaded file in where people can watch and stop it, then throw it away with its folder.

    A stopped import goes on when the same file is given again.
    """
    file = Path(path)
    with scope.org(org_id), tracking.track(IMPORT, title=file.name) as tracker:
        try:
            history.import_history(
                community=queries.get_community(community_id),
                path=file,
                archive=reader.open_archive(file, zone=zone, format=format, date_order=date_order),
                by=actor.staff(staff_id),
                at=timezone.now(),
                tell=lambda progress: tracker.advance(progress.seen),
                should_stop=lambda: tracker.should_stop,
            )
        finally:
            file.unlink(missing_ok=True)
            with suppress(OSError):
                file.parent.rmdir()
