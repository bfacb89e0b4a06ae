"""`linli import`: a chat-history file into a community."""

import json
import signal
import time
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from linli.connect.adapters.archive import reader
from linli.connect.adapters.archive.contract import Archive
from linli.faces.cli.organisations import choose_organisation
from linli.kernel.events import delivery, setup
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import IMPORT
from linli.people.communities import queries as communities
from linli.people.communities.actions import communities as community_actions
from linli.people.communities.actions import history

STOPPED = 1


class Stop:
    """Ctrl-C and SIGTERM end an import after the step at hand; it goes on from there the next time."""

    def __init__(self) -> None:
        self.is_wanted = False
        signal.signal(signal.SIGINT, self._want)
        signal.signal(signal.SIGTERM, self._want)

    def _want(self, number: int, frame: FrameType | None) -> None:
        self.is_wanted = True


def import_(
    file: Annotated[Path, typer.Argument(help="A file, zip, tar or folder of a chat program.", exists=True)],
    community: Annotated[str, typer.Option(help="Name of the community; it is opened if there is none.")],
    org: Annotated[str | None, typer.Option(help="Short name of the organisation, if several.")] = None,
    zone: Annotated[str | None, typer.Option(help="Zone of times that name none: Asia/Shanghai.")] = None,
    format: Annotated[str | None, typer.Option(help=f"One of {', '.join(reader.FORMATS)}.")] = None,
    date_order: Annotated[str | None, typer.Option(help="dmy or mdy, where dates could be either.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Take a chat-history file into a community: shows progress, can be stopped and goes on where it stopped.

    Importing the same file twice changes nothing. What was not understood is named, with its line.
    """
    archive = reader.open_archive(file, zone=zone, format=format, date_order=date_order)
    started = time.monotonic()
    with scope.org(choose_organisation(org).id):
        result = _import(file, archive, community)
    seconds = round(time.monotonic() - started, 3)
    _report(result, seconds, as_json=as_json)
    if not result.is_finished:
        raise typer.Exit(STOPPED)


def _import(file: Path, archive: Archive, name: str) -> history.Progress:
    at = timezone.now()
    setup.prepare(at=at)
    stop = Stop()
    found = communities.find_community(name)
    target = found or community_actions.open_community(name=name, by=IMPORT, at=at)
    with Bar(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(f"Reading {file.name}", total=None)

        def tell(progress: history.Progress) -> None:
            bar.update(task, description=f"{progress.seen:,} records read, {progress.added:,} new")

        result = history.import_history(
            community=target,
            path=file,
            archive=archive,
            by=IMPORT,
            at=at,
            tell=tell,
            should_stop=lambda: stop.is_wanted,
        )
        bar.update(task, description="Letting every room take note")
        if not stop.is_wanted:
            delivery.deliver_all(at=timezone.now())
    return result


def _report(result: history.Progress, seconds: float, *, as_json: bool) -> None:
    console = Console(stderr=True)
    for problem in result.problems[:10]:
        console.print(f"Not understood: {problem}", markup=False, highlight=False)
    if result.not_understood > 10:
        console.print(f"… and {result.not_understood - 10:,} more.")
    if as_json:
        counts = {
            name: value for name, value in asdict(result).items() if name not in {"is_finished", "problems"}
        }
        typer.echo(json.dumps(counts | {"seconds": seconds}))
        return
    state = "Imported" if result.is_finished else "Stopped; call it again to go on"
    typer.echo(
        f"{state}: {result.seen:,} records read, {result.added:,} added, {result.duplicates:,} known already,"
        f" {result.not_understood:,} not understood, {result.members:,} members, {seconds} s."
    )
