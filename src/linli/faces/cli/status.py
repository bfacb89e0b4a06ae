"""`linli status`: which parts are up, as a table or as JSON."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from linli.faces.cli import welcome

PARTS = ("gateway", "web", "worker", "database")


def status(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
) -> None:
    """Tell which parts are up; exit code 1 when any is not."""
    found = welcome.health() or {"ok": False, **dict.fromkeys(PARTS, False), "down": list(PARTS)}
    if as_json:
        typer.echo(json.dumps(found))
    else:
        table = Table("part", "state")
        for part in PARTS:
            table.add_row(part, "[green]up[/]" if found[part] else "[red]down[/]")
        Console().print(table)
    if not found["ok"]:
        raise typer.Exit(1)
