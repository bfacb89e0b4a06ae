"""`linli insights`: figures of a chat-history file or of a community, as tables, as JSON, or compared."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from linli.faces.cli import readiness
from linli.faces.cli.unreadable import UNREADABLE, CannotReadHistory
from linli.measure.insights import compare as comparing
from linli.measure.insights import report
from linli.measure.insights.compare import Compared
from linli.measure.insights.metrics.metric import Metric
from linli.measure.insights.report import Report

DIFFERENT = 1
PIPED_WIDTH = 160
SHORT = 80


def insights(
    target: Annotated[str, typer.Argument(help="A chat-history file, or the name of a community.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    compare: Annotated[
        Path | None,
        typer.Option(help="Compare with the figures in this file.", exists=True, dir_okay=False),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="Zone of the file's times where it names none: Asia/Shanghai.")
    ] = None,
) -> None:
    """Show the figures of a chat-history file or of a community.

    A file needs no server: its figures are computed on the spot, in UTC, bots left out. With --compare every
    key of the other file is shown with our value and theirs, and the exit code is 1 if any differs.
    """
    expected = None if compare is None else _expected(compare)
    found = _read(target, zone)
    if expected is not None:
        _show_comparison(comparing.compare(found.as_dict(), expected), as_json=as_json)
    elif as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, allow_nan=False))
    else:
        _show(found)
    _tell_trouble(found)


def _expected(path: Path) -> dict[str, object]:
    try:
        expected = json.loads(path.read_bytes())
    except ValueError as error:
        raise typer.BadParameter(f"{path} is not JSON: {error}.") from error
    if not isinstance(expected, dict):
        raise typer.BadParameter(f"{path} does not hold a JSON object.")
    return expected


def _read(target: str, zone: str | None) -> Report:
    path = Path(target)
    if not path.exists():
        return _read_community(target)
    console = Console(stderr=True)
    with console.status(f"Reading {path.name}") as status:
        try:
            return report.read_file(
                path, zone=zone, on_progress=lambda n: status.update(f"Reading {path.name}: {n:,} records")
            )
        except UNREADABLE as error:
            raise CannotReadHistory(str(error)) from error


def _read_community(name: str) -> Report:
    readiness.django()
    release = readiness.database()
    try:
        from django.conf import settings

        from linli.measure.insights import community

        return community.read_community(name, folder=Path(settings.LAKE))
    finally:
        release()


def _show(found: Report) -> None:
    console = _console()
    table = Table("Figure", "Value", title="The whole history, in UTC")
    for key, value in comparing.flat(found.figures):
        table.add_row(key, f"{len(value)} rows" if isinstance(value, list) else _text(value))
    console.print(table)
    for title, metrics in (("The whole history", found.whole), ("Its last 30 days", found.recent)):
        if metrics:
            console.print(_metric_table(title, metrics))


def _metric_table(title: str, metrics: list[Metric]) -> Table:
    table = Table("", "Metric", "Value", "Unit", "Counted from", title=title)
    for metric in metrics:
        table.add_row(metric.id, metric.name, _text(metric.value), metric.unit, metric.basis)
    return table


def _show_comparison(compared: list[Compared], *, as_json: bool) -> None:
    differing = [one for one in compared if not one.equal]
    if as_json:
        outcome = {"equal": not differing, "compared": [asdict(one) for one in compared]}
        typer.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        table = Table(Column("Key", no_wrap=True), Column("Ours", overflow="fold"), "Theirs", "")
        for one in compared:
            table.add_row(one.key, *_both(one), "equal" if one.equal else "[bold red]differs[/]")
        _console().print(table)
        typer.echo(f"{len(compared)} keys, {len(differing)} differ.")
    if differing:
        raise typer.Exit(DIFFERENT)


def _tell_trouble(found: Report) -> None:
    trouble = found.trouble
    if trouble.count:
        typer.echo(f"{trouble.count} records were not understood and left out.", err=True)
        for sentence in trouble.first:
            typer.echo(f"  {sentence}", err=True)


def _console() -> Console:
    """As wide as the terminal; wide enough for every key where the output goes to a file or a program."""
    console = Console()
    return console if console.is_terminal else Console(width=PIPED_WIDTH)


def _both(one: Compared) -> tuple[str, str]:
    if one.missing:
        return "missing", _text(one.theirs)
    ours, theirs = one.ours, one.theirs
    if isinstance(ours, list) and isinstance(theirs, list) and not one.equal and len(ours) == len(theirs):
        place = next(n for n in range(len(ours)) if ours[n] != theirs[n])
        return f"item {place}: {_text(ours[place])}", f"item {place}: {_text(theirs[place])}"
    return _text(ours), _text(theirs)


def _text(value: object) -> str:
    if value is None:
        return "n/a"
    if isinstance(value, list):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= SHORT else f"{len(value)} items"
    return str(value)
