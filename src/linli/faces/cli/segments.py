"""`linli segments`: which there are, who is in one, and computing them anew."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from linli.faces.cli.organisations import choose_organisation
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.people.communities import queries as communities
from linli.people.segments.actions import rebuilding
from linli.people.segments.actions.writing import Why
from linli.people.segments.queries import listing, members, preview
from linli.people.segments.rules import Kind

app = typer.Typer(no_args_is_help=True, help="Segments: who belongs where, and what is done for them.")

Org = Annotated[str | None, typer.Option("--org", help="Short name of the organisation, if several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, a line for each thing.")]
Which = Annotated[str, typer.Argument(help="Name or number of a segment.")]


class WhichSegment(Refusal):
    """There is no segment of that name."""


@app.command("list")
def list_(org: Org = None, as_json: AsJson = False) -> None:
    """List the segments: how many are in each, who came and went this week, who answers for it."""
    with scope.org(choose_organisation(org).id):
        for line in listing.segment_lines(today=timezone.now().date()):
            if as_json:
                typer.echo(json.dumps(asdict(line), default=str, ensure_ascii=False))
                continue
            owner = line.owner or "nobody"
            typer.echo(
                f"{line.id:>5}  {line.people:>9,}  +{line.entered:,} -{line.left:,}  {line.name}  ({owner})"
            )


@app.command()
def show(
    segment: Which,
    org: Org = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many people to print.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show a segment's rule in words, its strategy and its people."""
    with scope.org(choose_organisation(org).id):
        line = _found(segment)
        people = members.members_of(line.id, limit=limit).lines
        if as_json:
            told = asdict(line) | {"members": [{"id": one.id, "name": one.name} for one in people]}
            typer.echo(json.dumps(told, default=str, ensure_ascii=False))
            return
        typer.echo(f"{line.name}: {line.purpose}")
        if line.kind == Kind.CONDITION and not line.is_broken:
            typer.echo(preview.sentence(line.condition, "en"))
        typer.echo(f"Strategy: {line.strategy}")
        for one in people:
            typer.echo(f"{one.id:>9}  {one.name}")


@app.command()
def rebuild(org: Org = None, as_json: AsJson = False) -> None:
    """Compute every segment of every community anew and write what differs; tells how much did."""
    with scope.org(choose_organisation(org).id):
        ids = sorted(communities.communities().values_list("id", flat=True))
        why = Why("", timezone.now())
        console = Console(stderr=True)
        changed = sum(
            rebuilding.rebuild_community(one, why=why, by=SYSTEM)
            for one in track(ids, description="Computing", console=console, disable=not console.is_terminal)
        )
    if as_json:
        typer.echo(json.dumps({"communities": len(ids), "changed": changed}))
    else:
        typer.echo(f"{len(ids)} communities computed; {changed} places differed and are right now.")


def _found(wanted: str) -> listing.SegmentLine:
    lines = listing.segment_lines(today=timezone.now().date())
    for line in lines:
        if wanted in (line.name, str(line.id)):
            return line
    known = ", ".join(line.name for line in lines) or "none yet"
    raise WhichSegment(f"there is no segment called {wanted!r}; there are: {known}")
