"""`linli lake`: write the event lake anew from the log."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.console import Console

from linli.kernel.orgs.models import Organisation
from linli.measure.insights import community


def lake(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write the event lake of every organisation anew from the log.

    The Parquet files under LINLI_HOME/lake may be deleted at any time; this brings them back.
    """
    folder = Path(settings.LAKE)
    rows = {}
    for organisation in Organisation.objects.order_by("id"):
        with Console(stderr=True).status(f"Rebuilding {organisation.name}"):
            rows[organisation.slug] = community.rebuild_lake(organisation.id, folder=folder)
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "rows": rows}, ensure_ascii=False))
        return
    for slug, count in rows.items():
        typer.echo(f"{slug}: {count:,} rows")
    typer.echo(f"{len(rows)} organisations are in {folder}.")
