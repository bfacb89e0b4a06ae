"""`linli playbook`: checked, compared, simulated, published, explained, taken in and out."""

import json
from datetime import UTC, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from django.utils import timezone

from linli.faces.cli.organisations import choose_organisation
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document import differing, json_schema
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.document.reports import CheckReport
from linli.run.playbooks.excel import export as workbooks
from linli.run.playbooks.excel import reading
from linli.run.playbooks.queries import explaining, presets, runs, world
from linli.run.playbooks.simulating import replay

app = typer.Typer(no_args_is_help=True, help="Playbooks: check, compare, simulate, publish, explain them.")

Org = Annotated[str | None, typer.Option("--org", help="Short name of the organisation, if several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A .yaml or .xlsx file.")]


class CannotSay(Refusal):
    """What was asked for is not there, or was not asked for in full."""


@app.command()
def check(file: File, org: Org = None, as_json: AsJson = False) -> None:
    """Say everything that is wrong with a playbook, and what one should know; writes nothing."""
    with scope.org(choose_organisation(org).id):
        found = world.check(_source(file))
    if as_json:
        typer.echo(json.dumps(_plain(found), ensure_ascii=False))
    else:
        _tell(found)
    raise typer.Exit(0 if found.playbook else 1)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="The code of a published playbook, or a file.")],
    file: File,
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Show what changes between two playbooks, and how many runs stay on what they began with."""
    with scope.org(choose_organisation(org).id):
        source, under_way = _published(before)
        found = differing.changes(source, _source(file))
    if as_json:
        changes = msgspec.to_builtins(found)
        typer.echo(json.dumps({"changes": changes, "under_way": under_way}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one.path}\n  - {one.before or '(nothing)'}\n  + {one.after or '(nothing)'}")
    typer.echo(f"{len(found)} places differ.")
    if under_way:
        typer.echo(f"{under_way} runs under way stay on the version they began with; new ones take this one.")


@app.command()
def simulate(
    playbook: Annotated[str, typer.Argument(help="The code of a published playbook, or a file.")],
    days: Annotated[int, typer.Option(min=1, max=90, help="How many days back.")] = 30,
    community: Annotated[int | None, typer.Option(help="Number of one community.")] = None,
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Replay the last days of the log without any effect: what would have been sent, and what not."""
    now = timezone.now()
    with scope.org(choose_organisation(org).id):
        found = world.check(_published(playbook)[0], community=community)
        if found.playbook is None:
            raise CannotPublish(found.errors)
        report = replay.simulate(
            found.playbook, since=now - timedelta(days=days), until=now, community=community
        )
    if as_json:
        typer.echo(msgspec.json.encode(report).decode())
        return
    typer.echo(f"{report.events:,} events, {report.runs:,} runs, {report.reached:,} reached the goal.")
    for day in report.days:
        typer.echo(json.dumps(msgspec.to_builtins(day), ensure_ascii=False))


@app.command()
def publish(
    file: File,
    reason: Annotated[str, typer.Option(help="Why it is changed; kept with the version.")] = "",
    org: Org = None,
) -> None:
    """Publish a playbook for runs that start from now on."""
    with scope.org(choose_organisation(org).id):
        version = publishing.publish(source=_source(file), by=SYSTEM, at=timezone.now(), reason=reason)
        typer.echo(f"{version.playbook.code} is published as version {version.number}.")


@app.command()
def explain(
    which: Annotated[str, typer.Argument(help="Number of a run, or of a member.")],
    code: Annotated[str | None, typer.Argument(help="Of a member: the code of the playbook.")] = None,
    org: Org = None,
    as_json: AsJson = False,
) -> None:
    """Say why somebody got, or did not get, what a playbook sends: of RUN, or of MEMBER and CODE."""
    if not which.isdecimal():
        raise CannotSay("Give the number of a run, or the number of a member and the code of a playbook.")
    with scope.org(choose_organisation(org).id):
        if code is None:
            run = runs.runs().filter(id=int(which)).first()
            if run is None:
                raise runs.NoSuchRun
            sentences = explaining.explain_run(run)
        else:
            sentences = explaining.why(member=int(which), playbook=world.get_by_code(code))
    for one in sentences:
        if as_json:
            told = {"at": one.at.isoformat(), "run": one.run, "text": one.text}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(f"{one.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}  {one.text}")
    if not sentences:
        typer.echo("Nothing is known: this playbook has not met this member.")


@app.command()
def schema() -> None:
    """Print the JSON Schema, for editors to complete and check playbooks by."""
    typer.echo(json.dumps(json_schema.json_schema(), ensure_ascii=False, indent=2))


@app.command()
def export(
    code: Annotated[str, typer.Argument(help="The code of a playbook, or of a ready-made one.")],
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to: .yaml or .xlsx.")],
    language: Annotated[str, typer.Option(help="Of a ready-made one: zh-hans or en.")] = "zh-hans",
    org: Org = None,
) -> None:
    """Write a playbook into a file, as YAML or as a spreadsheet."""
    with scope.org(choose_organisation(org).id):
        source = _text_of(code, language)
    if file.suffix.lower() == ".xlsx":
        file.write_bytes(workbooks.workbook(source))
    else:
        file.write_text(source, encoding="utf-8")
    typer.echo(f"{code} is in {file}.")


@app.command("import")
def import_(file: File, org: Org = None) -> None:
    """Take a playbook from a file as a draft; nothing runs before it is published."""
    with scope.org(choose_organisation(org).id):
        draft = publishing.save_draft(source=_source(file), by=SYSTEM, at=timezone.now())
        typer.echo(f"{draft.code} is a draft now: check it, then publish it.")


@app.command()
def library(
    language: Annotated[str, typer.Option(help="zh-hans or en.")] = "zh-hans", as_json: AsJson = False
) -> None:
    """List the ready-made playbooks."""
    for one in presets.presets(language):
        if as_json:
            told = {name: getattr(one, name) for name in one.__struct_fields__ if name != "source"}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(f"{one.code:<18} {one.title}: {one.purpose} ({one.takes})")


@app.command()
def adopt(
    code: Annotated[str, typer.Argument(help="The code of a ready-made playbook.")],
    language: Annotated[str, typer.Option(help="zh-hans or en.")] = "zh-hans",
    org: Org = None,
) -> None:
    """Take over a ready-made playbook as a draft."""
    with scope.org(choose_organisation(org).id):
        draft = publishing.adopt_preset(code=code, language=language, by=SYSTEM, at=timezone.now())
        typer.echo(f"{draft.code} is there: {draft.title}.")


def _source(file: Path) -> str:
    """The text of a file; a spreadsheet is read, and refused with its cells."""
    if file.suffix.lower() == ".xlsx":
        return reading.source_of(file.read_bytes(), world.check)
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CannotSay(f"{file.name} is no text in UTF-8: save it as UTF-8, or give the .xlsx.") from error


def _published(which: str) -> tuple[str, int]:
    """The text of a published playbook, or of a file, and how many runs of it are under way."""
    if Path(which).suffix.lower() in (".yaml", ".yml", ".xlsx"):
        return _source(Path(which)), 0
    found = world.get_by_code(which)
    line = next(one for one in runs.playbook_lines() if one.id == found.id)
    return world.text_of(which), line.under_way


def _text_of(code: str, language: str) -> str:
    is_here = runs.find_playbook(code) is not None
    return world.text_of(code) if is_here else presets.get_preset(code, language).source


def _tell(found: CheckReport) -> None:
    for problem in found.errors:
        typer.echo(f"error    {problem}")
    for problem in found.warnings:
        typer.echo(f"warning  {problem}")
    for one in found.sends:
        typer.echo(f"sends    {one.cap}: at worst {one.worst} of {one.limit} for one {one.unit}")
    if found.playbook is not None:
        typer.echo(f"{found.playbook.id} can be published.")


def _plain(found: CheckReport) -> dict[str, object]:
    return {
        "publishable": found.playbook is not None,
        "errors": msgspec.to_builtins(found.errors),
        "warnings": msgspec.to_builtins(found.warnings),
        "sends": [
            {**msgspec.to_builtins(one), "window": int(one.window.total_seconds())} for one in found.sends
        ],
    }
