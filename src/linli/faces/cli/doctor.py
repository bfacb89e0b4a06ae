"""`linli doctor`: what is wrong with this installation and its channels, and how to mend it."""

import json
from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console

from linli.connect.gateway import doctor as doctors

UNWELL = 1


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON a check.")] = False,
) -> None:
    """Run every check of the installation and of each channel; exit 1 if anything is not well."""
    console = Console()
    is_well = True
    for patient in doctors.examine_all(at=timezone.now()):
        if not as_json:
            console.print(f"[bold]{patient.name}[/bold]")
        for check in patient.checks:
            is_well = is_well and check.is_ok
            if as_json:
                found = {"where": str(patient.name), "check": check.name, "ok": check.is_ok}
                typer.echo(json.dumps(found | {"sentence": str(check.sentence)}, ensure_ascii=False))
            else:
                console.print("  [green]✓[/green]" if check.is_ok else "  [red]✗[/red]", end=" ")
                console.print(str(check.sentence), markup=False, highlight=False)
    raise typer.Exit(0 if is_well else UNWELL)
