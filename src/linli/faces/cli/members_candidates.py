"""`linli members candidates`: who fits which role by what they did, and the messages that show it."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from linli.faces.cli import histories
from linli.people.ties import rules, showing
from linli.people.ties.showing import Person, Said, Shown

Found = dict[str, list[Person]]
CUT = 160
PIPED_WIDTH = 160


def candidates(
    target: Annotated[str, typer.Argument(help="A chat-history file, or the name of a community.")],
    role: Annotated[
        list[str] | None, typer.Option(help="Only this role; may be given several times.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="How many for each role.")] = 5,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the messages that made them candidates.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    days: Annotated[
        int, typer.Option(min=0, help="Of a file: by what was done in its last days; 0 for all of it.")
    ] = 365,
    zone: Annotated[
        str | None, typer.Option(help="Zone of a file's times where it names none: Asia/Shanghai.")
    ] = None,
) -> None:
    """Name the members who fit a role by what they did.

    A file needs no server. A community's graph is the one last computed; where there is none yet, it is
    computed first. Messages are read from the file or from the log at that moment.
    """
    recipes = showing.chosen(role or [])
    exhibits = showing.EXHIBITS if explain else 0
    path = Path(target)
    if path.exists():
        history, computed = histories.read(path, zone=zone, days=days)
        found = {
            one.code: showing.from_history(history, computed, one, limit=top, exhibits=exhibits)
            for one in recipes
        }
    else:
        with histories.graph_of(target) as community:
            found = {
                one.code: showing.from_log(community, one, limit=top, exhibits=exhibits) for one in recipes
            }
    if as_json:
        typer.echo(json.dumps({code: [_plain(one) for one in people] for code, people in found.items()}))
    else:
        _show(found)


def _plain(person: Person) -> dict[str, object]:
    return {
        "member": person.member,
        "name": person.name,
        "score": person.score,
        "measures": [
            {
                "measure": part.measure,
                "value": part.value,
                "percentile": part.percentile,
                "messages": [
                    [{"at": one.at.isoformat(), "name": one.name, "text": one.text} for one in exhibit]
                    for exhibit in part.exhibits
                ],
            }
            for part in person.parts
        ],
    }


def _show(found: Found) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPED_WIDTH)
    for code, people in found.items():
        recipe = rules.find_recipe(code)
        if recipe is not None:
            console.print(f"\n[bold]{recipe.title}[/] ({code}): {recipe.why}", highlight=False)
        if not people:
            console.print("  nobody fits", highlight=False)
        for place, person in enumerate(people, start=1):
            console.print(
                f"  {place:>2}. [bold]{escape(person.name)}[/]  {person.score:.1f}", highlight=False
            )
            for part in person.parts:
                _show_part(console, part)


def _show_part(console: Console, part: Shown) -> None:
    title = rules.MEASURES[part.measure].lower()
    console.print(f"      {title}: {part.value:g}, place {part.percentile:.0%}", highlight=False)
    for exhibit in part.exhibits:
        for one in exhibit:
            console.print(f"        {_line(one)}", highlight=False, no_wrap=True, overflow="ellipsis")
        console.print("")


def _line(said: Said) -> str:
    text = " ".join(said.text.split())
    cut = text if len(text) <= CUT else text[: CUT - 1] + "…"
    mark = "→" if said.is_theirs else " "
    return f"{mark} {said.at:%Y-%m-%d %H:%M} {escape(said.name)}: {escape(cut) or '(no text is kept)'}"
