"""`linli checkup`: a community looked over for the usual pitfalls."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console

from linli.faces.cli.organisations import choose_organisation
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.measure.checkup import queries, rules, sentences
from linli.measure.checkup.rules import Finding
from linli.people.communities import queries as communities

FOUND = 1
_COLOURS = {"block": "red", "high": "red", "med": "yellow"}


class WhichCommunity(Refusal):
    """There is no community of that name."""


def checkup(
    community: Annotated[str, typer.Argument(help="Name of a community.")],
    org: Annotated[str | None, typer.Option(help="Short name of the organisation, if several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON a finding.")] = False,
) -> None:
    """Look a community over for pitfalls that many fall into; exit 1 if any is found."""
    with scope.org(choose_organisation(org).id):
        found = communities.find_community(community)
        if found is None:
            names = ", ".join(one.name for one in communities.communities()) or "none yet"
            raise WhichCommunity(f"no community is called “{community}”; there are: {names}")
        seen = queries.evidence(found.id, folder=Path(settings.LAKE), at=timezone.now())
    results = rules.findings(seen)
    for one in results:
        _show(one, as_json=as_json)
    if not results and not as_json:
        typer.echo("Nothing to say: no pitfall that can be judged from figures was found.")
    raise typer.Exit(FOUND if results else 0)


def _show(one: Finding, *, as_json: bool) -> None:
    if as_json:
        line = {"pitfall": one.pitfall, "severity": one.severity, "name": sentences.name(one)}
        line |= {"figures": sentences.figures(one), "advice": sentences.advice(one)}
        typer.echo(json.dumps({**line, "evidence": one.evidence}, ensure_ascii=False))
        return
    console = Console()
    console.print(f"[bold {_COLOURS[one.severity]}]{one.pitfall}[/] [bold]{sentences.name(one)}[/]")
    for sentence in (sentences.figures(one), sentences.advice(one)):
        if sentence:
            console.print(f"    {sentence}", markup=False, highlight=False, soft_wrap=True)
