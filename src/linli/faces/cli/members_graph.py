"""`linli members graph`: everybody's place in the graph of a chat history or of a community."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from linli.faces.cli import histories
from linli.people.ties import graph as shapes
from linli.people.ties import queries

PIPED_WIDTH = 140
DRAWN_EACH = 3
Row = tuple[str, int, float, int, int, int, int, int, bool]
_NAMES = ("name", "circle", "centrality", "core", "bridging", "replies_in", "replies_out", "days", "isolated")


def graph(
    target: Annotated[str, typer.Argument(help="A chat-history file, or the name of a community.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object: members and ties.")] = False,
    top: Annotated[int, typer.Option(min=1, help="How many members the table shows.")] = 40,
    zone: Annotated[
        str | None, typer.Option(help="Zone of a file's times where it names none: Asia/Shanghai.")
    ] = None,
) -> None:
    """Show circles, core, bridges and the centre of a community's ties.

    Centrality 1 is the average of those who talk; circle 0 is outside of any.
    """
    path = Path(target)
    members, edges = _of_file(path, zone) if path.exists() else _of_community(target)
    if as_json:
        rows = [{"id": id, **dict(zip(_NAMES, row, strict=True))} for id, row in members.items()]
        ties = [{"from": one, "to": other, "weight": weight} for one, other, weight in edges]
        typer.echo(json.dumps({"members": rows, "ties": ties}, ensure_ascii=False))
    else:
        _show(list(members.values()), top)


def _of_file(path: Path, zone: str | None) -> tuple[dict[int, Row], list[tuple[int, int, float]]]:
    history, computed = histories.read(path, zone=zone, days=365)
    places = sorted(computed.places.values(), key=lambda one: (-one.centrality, one.member))
    members: dict[int, Row] = {
        one.member: (
            history.people.get(one.member, ""),
            one.circle,
            one.centrality,
            one.core,
            one.bridging,
            one.replies_in,
            one.replies_out,
            one.days,
            one.is_isolated,
        )
        for one in places
    }
    drawn = shapes.strongest(computed.pairs, each=DRAWN_EACH)
    return members, [(*pair, round(weight, 3)) for pair, weight in drawn.items()]


def _of_community(name: str) -> tuple[dict[int, Row], list[tuple[int, int, float]]]:
    with histories.graph_of(name) as community:
        found = queries.find_graph(community)
        members: dict[int, Row] = {
            one.id: (
                one.name,
                one.circle,
                one.centrality,
                one.core,
                one.bridging,
                one.replies_in,
                one.replies_out,
                one.days,
                one.is_isolated,
            )
            for one in queries.lines(community, limit=1_000_000)
        }
        return members, list(found.edges) if found else []


def _show(rows: Iterable[Row], top: int) -> None:
    listed = list(rows)
    circles = {row[1] for row in listed if row[1]}
    isolated = sum(1 for row in listed if row[8])
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPED_WIDTH)
    table = Table(
        "Name",
        *(
            Column(one, justify="right")
            for one in ("Circle", "Centre", "Core", "Bridges", "In", "Out", "Days")
        ),
        title=f"{len(listed):,} members, {len(circles)} circles, {isolated:,} without a tie",
    )
    for row in listed[:top]:
        table.add_row(row[0], *(f"{value:g}" for value in row[1:8]))
    console.print(table)
