"""Work of the room in the background: taking in a chat history, and ending communities that were closed."""

from contextlib import ExitStack, suppress
from pathlib import Path

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.connect.adapters.archive import reader
from linli.kernel.jobs import rounds, tracking
from linli.kernel.orgs import actor, scope
from linli.people.communities import queries
from linli.people.communities.actions import history, living

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
    with ExitStack() as stack:
        stack.callback(_throw_away, file)
        stack.enter_context(scope.org(org_id))
        community = queries.get_community(community_id)
        tracker = stack.enter_context(tracking.track(IMPORT, title=community.name))
        history.import_history(
            community=community,
            path=file,
            archive=reader.open_archive(file, zone=zone, format=format, date_order=date_order),
            by=actor.staff(staff_id),
            at=timezone.now(),
            tell=lambda progress: tracker.advance(progress.seen),
            should_stop=lambda: tracker.should_stop,
        )


def _throw_away(file: Path) -> None:
    file.unlink(missing_ok=True)
    with suppress(OSError):
        file.parent.rmdir()


@app.periodic(cron="*/5 * * * *")
@app.task(name="communities.finish_closing", queueing_lock="communities.finish_closing", pass_context=False)
def finish_closing(timestamp: int) -> int:
    """Every five minutes: the groups of closed communities whose farewell is out are closed."""
    return rounds.in_every_organisation(
        lambda: sum(
            living.finish_closing(community=community, by=actor.SYSTEM, at=timezone.now())
            for community in queries.closing_communities()
        )
    )
