"""`linli communities`: the list with numbers, more like one, and the end of one with a farewell."""

import json
from typing import Annotated, TypeVar

import typer
from django.utils import timezone
from rich.console import Console
from rich.table import Column, Table

from linli.faces.cli.organisations import choose_organisation
from linli.kernel.errors import Refusal
from linli.kernel.events import setup
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.people.communities import queries
from linli.people.communities.actions import cloning, living
from linli.people.communities.reading import figures

app = typer.Typer(no_args_is_help=True, help="List communities, clone one, close one with a farewell.")

C = TypeVar("C")
Org = Annotated[str | None, typer.Option("--org", help="Short name of the organisation, if several.")]
Which = Annotated[str, typer.Argument(help="Name of the community.")]


class WhichCommunity(Refusal):
    """There is no community of that name."""


@app.command("list")
def list_communities(
    org: Org = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON a community.")] = False,
) -> None:
    """Every community with its stage, its type, and people."""
    at = timezone.now()
    with scope.org(choose_organisation(org).id):
        found = list(queries.communities())
        counts = figures.counts_of(found, at=at)
    rows = [
        {
            "name": one.name,
            "type": one.type_code,
            "stage": one.stage,
            "members": counts[one.id].members,
            "spoke_30": counts[one.id].spoke_30,
            "closed": one.closed_at is not None,
        }
        for one in found
    ]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table("Community", "Type", "Stage", Column("Members", justify="right"), "Spoke in 30 days")
    for row in rows:
        stage = "closed" if row["closed"] else str(row["stage"])
        table.add_row(str(row["name"]), str(row["type"]), stage, str(row["members"]), str(row["spoke_30"]))
    Console().print(table)


@app.command()
def clone(
    community: Which,
    names: Annotated[list[str], typer.Argument(help="Names of the new communities.")],
    org: Org = None,
) -> None:
    """New communities configured like one that is there; all of them or none."""
    at = timezone.now()
    setup.prepare(at=at)
    with scope.org(choose_organisation(org).id):
        source = _known(queries.find_community(community), community)
        made = cloning.clone_community(source=source, names=names, by=SYSTEM, at=at)
    for one in made:
        typer.echo(f"{one.name} ({one.slug})")


@app.command()
def close(
    community: Which,
    farewell: Annotated[str, typer.Option(help="What its groups are told; without it, nothing.")] = "",
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    org: Org = None,
) -> None:
    """End a community: its farewell goes out, then its groups are closed. It cannot be taken back."""
    at = timezone.now()
    setup.prepare(at=at)
    with scope.org(choose_organisation(org).id):
        found = _known(queries.find_community(community), community)
        groups = queries.group_lines(community=found.id)
        typer.echo(f"“{found.name}” with {len(groups)} open groups.\n{farewell or '(nothing is said)'}")
        if not is_sure and not typer.confirm("Close it for good?"):
            raise typer.Abort
        living.close_community(community=found, farewell=farewell, by=SYSTEM, at=at)
    typer.echo("Closed: its groups follow when the farewell is out.")


def _known(found: C | None, name: str) -> C:
    if found is None:
        names = ", ".join(one.name for one in queries.communities()) or "none yet"
        raise WhichCommunity(f"no community is called “{name}”; there are: {names}")
    return found
