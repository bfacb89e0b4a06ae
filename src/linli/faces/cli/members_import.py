"""`linli members import`, `table` and `fields`: members from a file and into one, and what is asked."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from linli.faces.cli.checkup import WhichCommunity
from linli.faces.cli.organisations import choose_organisation
from linli.kernel.errors import Refusal
from linli.kernel.events import delivery, setup
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import IMPORT
from linli.people.communities import queries as communities
from linli.people.profiles.actions import exporting
from linli.people.profiles.actions.importing import files
from linli.people.profiles.actions.importing.columns import Options
from linli.people.profiles.files import writing
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import imports, people

Org = Annotated[str | None, typer.Option("--org", help="Short name of the organisation, if several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class NotRead(Refusal):
    """A file of members that could not be read."""


def _copy(file: Path, place: Path) -> None:
    shutil.copyfile(file, place)


def import_(
    file: Annotated[Path, typer.Argument(help="An .xlsx or CSV file of members.", exists=True)],
    org: Org = None,
    create: Annotated[bool, typer.Option("--create", help="Rows about nobody known make members.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="The file wins over members.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell the fate of every row.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every row's fate into this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take members from a table: first every row's fate, then, without --dry-run, the writing."""
    at = timezone.now()
    setup.prepare(at=at)
    with scope.org(choose_organisation(org).id), Progress(console=Console(stderr=True)) as bar:
        options = Options(creates=create, overwrites=overwrite)
        one = files.receive(
            file_name=file.name,
            content=lambda place: _copy(file, place),
            options=options,
            by=IMPORT,
            at=at,
        )
        looking = bar.add_task("Looking over", total=None)
        files.look_over(one=one, at=at, tell=lambda done: bar.update(looking, completed=done))
        if one.problem:
            raise NotRead(one.problem)
        if dry_run:
            files.discard(one=one, by=IMPORT, at=at)
        else:
            applying = bar.add_task("Applying", total=one.rows)
            files.apply(one=one, by=IMPORT, at=at, tell=lambda done: bar.update(applying, completed=done))
            one = imports.get_import(one.pk)
        if report is not None:
            _report(report, one.pk)
        reasons = Counter(row[5] for row in imports.report(one) if row[5])
    if not dry_run:
        delivery.deliver_all(at=timezone.now())
    _say(one.counts, reasons, dry_run=dry_run, as_json=as_json)


def table(
    file: Annotated[Path, typer.Argument(help="Where to write: members.xlsx or members.csv.")],
    fields: Annotated[str, typer.Option(help="Codes of fields, with commas. Default: all.")] = "",
    community: Annotated[str | None, typer.Option(help="Only the members of this community.")] = None,
    org: Org = None,
) -> None:
    """Write a table of members; what is in it is noted in the audit trail."""
    at = timezone.now()
    with scope.org(choose_organisation(org).id):
        codes = [one for one in fields.split(",") if one] or [one.code for one in known.all_fields()]
        place = communities.find_community(community) if community else None
        if community and place is None:
            raise WhichCommunity(f"no community is called “{community}”")
        choice = exporting.choose(codes, community_id=place.id if place else None)
        one = exporting.begin(file_name=file.name, by=IMPORT, at=at)
        ids = people.present_ids(place.id if place else None)
        written = exporting.write(
            one=one, member_ids=ids, choice=choice, sees_personal=True, by=IMPORT, at=at
        )
        shutil.copyfile(written, file)
    typer.echo(f"{file}: {len(ids):,} members")


def fields(org: Org = None, as_json: AsJson = False) -> None:
    """List what is asked of members, with the codes that files and conditions use."""
    with scope.org(choose_organisation(org).id):
        found = known.all_fields()
    if as_json:
        plain = [{"code": one.code, "name": one.name, "kind": one.kind, "group": one.group} for one in found]
        typer.echo(json.dumps(plain, ensure_ascii=False))
        return
    drawn = Table("code", "name", "kind", "group", box=None)
    for one in found:
        drawn.add_row(one.code, one.name, one.kind, one.group)
    Console().print(drawn)


def _report(path: Path, import_id: int) -> None:
    headings = ("row", "fate", "member", "answers written", "answers kept", "reason")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writing.write_csv(file, headings, imports.report(imports.get_import(import_id)))


def _say(counts: dict[str, int], reasons: Counter[str], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"dry_run": dry_run, "rows": counts, "reasons": dict(reasons)}))
        return
    for reason, count in reasons.most_common(10):
        typer.echo(f"refused {count:,} times: {reason}", err=True)
    told = ", ".join(f"{count:,} {fate}" for fate, count in sorted(counts.items())) or "no rows"
    typer.echo(f"{'Nothing was written' if dry_run else 'Applied'}: {told}.")
