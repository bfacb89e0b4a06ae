"""Where a graph comes from: a chat-history file, read with a progress line, or a community by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from linli.faces.cli import readiness
from linli.faces.cli.unreadable import UNREADABLE, CannotReadHistory
from linli.kernel.orgs import scope
from linli.people.communities.reading import anywhere
from linli.people.ties import archive, computing, queries
from linli.people.ties.actions import refreshing
from linli.people.ties.archive import History
from linli.people.ties.computing import Computed

DAY = 86_400


def read(path: Path, *, zone: str | None, days: int) -> tuple[History, Computed]:
    """A file's history and its graph at its last moment; candidates by its last `days` days, 0 for all."""
    console = Console(stderr=True)
    with console.status(f"Reading {path.name}") as status:
        try:
            history = archive.read_file(
                path, zone=zone, on_progress=lambda n: status.update(f"Reading {path.name}: {n:,} records")
            )
        except UNREADABLE as error:
            raise CannotReadHistory(str(error)) from error
        status.update(f"Computing the graph of {len(history.people):,} people")
        since = history.until - days * DAY if days else 0.0
        return history, computing.compute(history.deeds, now=history.until, since=since)


@contextmanager
def graph_of(name: str) -> Iterator[int]:
    """The community of this name with its organisation's scope open; its graph is computed if it has none.

    Raises NoSuchSubject.
    """
    release = readiness.database()
    try:
        org, community = anywhere.locate_community(name)
        with scope.org(org):
            if queries.find_graph(community) is None:
                readiness.tell("Computing the graph …")
                refreshing.refresh(community=community, at=timezone.now())
            yield community
    finally:
        release()
