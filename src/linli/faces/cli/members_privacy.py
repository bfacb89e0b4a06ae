"""`linli members export` and `linli members erase`: a copy for one person, and forgetting one."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone, translation

from linli.faces.cli.organisations import choose_organisation
from linli.faces.ui import archive
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.people.consent.actions import requests
from linli.people.consent.rules import Where
from linli.people.members.actions import exporting
from linli.people.members.queries import people

Org = Annotated[str | None, typer.Option(help="Short name of the organisation, if several.")]


def export(
    member: Annotated[int, typer.Argument(help="Number of the member.")],
    folder: Annotated[Path, typer.Option("--to", help="Folder for the archive.")] = Path(),
    org: Org = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write the archive of everything held about a member: a zip a person can read."""
    at = timezone.now()
    with scope.org(choose_organisation(org).id):
        person = people.get_member(member)
        requests.note_export(member=person.id, where=Where.API, by=SYSTEM, at=at)
        with translation.override(person.language or "zh-hans"):
            copy = exporting.copy_of(member=person, by=SYSTEM, at=at)
            target = folder / archive.file_name(copy)
            with archive.build(copy) as file, target.open("wb") as out:
                while block := file.read(1 << 20):
                    out.write(block)
    size = target.stat().st_size
    if as_json:
        typer.echo(json.dumps({"member": person.id, "file": str(target), "bytes": size}))
    else:
        typer.echo(f"{target}: {size:,} bytes")


def erase(
    member: Annotated[int, typer.Argument(help="Number of the member.")],
    sure: Annotated[bool, typer.Option("--sure", help="Do not ask; it cannot be taken back.")] = False,
    org: Org = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Forget a person: at once, or after the days to think that the organisation gives."""
    with scope.org(choose_organisation(org).id):
        person = people.get_member(member)
        if not sure and not typer.confirm(f"Erase member {person.id} for good?"):
            raise typer.Exit(1)
        receipt = requests.ask_erasure(member=person.id, where=Where.API, by=SYSTEM, at=timezone.now())
    if as_json:
        told = {"receipt": receipt.code, "state": receipt.state, "due_at": receipt.due_at.isoformat()}
        typer.echo(json.dumps(told))
    elif receipt.is_waiting:
        typer.echo(f"It happens on {receipt.due_at:%Y-%m-%d %H:%M} UTC. Receipt {receipt.code}.")
    else:
        typer.echo(f"Erased. Receipt {receipt.code}.")
