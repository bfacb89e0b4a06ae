"""Where a graph comes from: a chat-history file, read with a progress line, or a community by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from linli.connect.adapters.archive import reader
from linli.faces.cli import readiness
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.communities import queries as communities
from linli.people.ties import archive, computing, queries
from linli.people.ties.actions import refreshing
from linli.people.ties.archive import History
from linli.people.ties.computing import Computed

DAY = 86_400
_UNREADABLE = (
    reader.AmbiguousFormat,
    reader.BadArchive,
    reader.NeedsDateOrder,
    reader.NeedsZone,
    reader.UnknownFormat,
    OSError,
)


class CannotReadHistory(Refusal):
    """The file is no chat history we read; the sentence says why."""


class NoSuchSource(Refusal):
    """Neither a file nor one community is called so."""


def read(path: Path, *, zone: str | None, days: int) -> tuple[History, Computed]:
    """A file's history and its graph at its last moment; candidates by its last `days` days, 0 for all."""
    console = Console(stderr=True)
    with console.status(f"Reading {path.name}") as status:
        try:
            history = archive.read_file(
                path, zone=zone, on_progress=lambda n: status.update(f"Reading {path.name}: {n:,} records")
            )
        except _UNREADABLE as error:
            raise CannotReadHistory(str(error)) from error
        status.update(f"Computing the graph of {len(history.people):,} people")
        since = history.until - days * DAY if days else 0.0
        return history, computing.compute(history.deeds, now=history.until, since=since)


@contextmanager
def graph_of(name: str) -> Iterator[int]:
    """The community of this name with its organisation's scope open; its graph is computed if it has none.

    Raises NoSuchSource.
    """
    release = readiness.database()
    try:
        org, community = _find(name)
        with scope.org(org):
            if queries.find_graph(community) is None:
                readiness.tell("Computing the graph …")
                refreshing.refresh(community=community, at=timezone.now())
            yield community
    finally:
        release()


def _find(name: str) -> tuple[int, int]:
    found = []
    for organisation in Organisation.objects.order_by("id"):
        with scope.org(organisation.id):
            if community := communities.find_community(name):
                found.append((organisation.id, community.id))
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchSource(f"There is no file and no community called “{name}”.")
    raise NoSuchSource(f"{len(found)} organisations have a community called “{name}”: use its slug.")
