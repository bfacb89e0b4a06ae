"""`linli members`: who the members are, by the numbers."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from linli.faces.cli import readiness
from linli.faces.cli.checkup import WhichCommunity
from linli.faces.cli.members_candidates import candidates
from linli.faces.cli.members_graph import graph
from linli.faces.cli.members_import import fields, import_, table
from linli.faces.cli.members_privacy import erase, export
from linli.faces.cli.organisations import choose_organisation
from linli.kernel.orgs import scope
from linli.people.belonging import rules
from linli.people.belonging.queries import places, stages
from linli.people.communities import queries as communities

app = typer.Typer(no_args_is_help=True, help="Who the members are, by the numbers.")

Org = Annotated[str | None, typer.Option("--org", help="Short name of the organisation, if several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Named = Annotated[str, typer.Argument(help="Name of a community.")]


# These read a file as well as a community: they ask for the database themselves.
app.command()(candidates)
app.command()(graph)
app.command()(export)
app.command()(erase)
app.command("import")(import_)
app.command()(table)
app.command()(fields)
_WITHOUT_DATABASE = frozenset({"candidates", "graph"})


@app.callback()
def members(context: typer.Context) -> None:
    """Every other command finds the database ready."""
    if context.invoked_subcommand not in _WITHOUT_DATABASE:
        context.call_on_close(readiness.database())


@app.command("stages")
def stages_(community: Named, org: Org = None, as_json: AsJson = False) -> None:
    """Count a community's members by stage of life, relation and contribution."""
    with scope.org(choose_organisation(org).id):
        found = communities.find_community(community)
        if found is None:
            names = ", ".join(one.name for one in communities.communities()) or "none yet"
            raise WhichCommunity(f"no community is called “{community}”; there are: {names}")
        counts = stages.counts(found.id)
        day = stages.counted_on(found.id)
        version, _ = places.thresholds_of([found.id])[found.id]
    kinds = {
        "stages": {one: counts.stages.get(one, 0) for one in rules.STAGES},
        "relations": {one: counts.relations.get(one, 0) for one in rules.RELATIONS},
        "contributions": {one: counts.contributions.get(one, 0) for one in rules.CONTRIBUTIONS},
    }
    if as_json:
        told = {"community": found.name, "day": day and day.isoformat(), "rules_version": version}
        typer.echo(json.dumps({**told, "members": counts.people, "left": counts.left, **kinds}))
        return
    Console().print(f"{found.name}: {counts.people:,} members, {counts.left:,} of them left", highlight=False)
    for title, counted in kinds.items():
        table = Table(title, "members", box=None)
        for name, members_ in counted.items():
            table.add_row(name, f"{members_:,}")
        Console().print(table)
