"""`linli bench`: the speed of the main roads, measured on a database of its own."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from linli.faces.cli import bench_page, readiness
from linli.kernel.errors import Refusal
from linli.settings import environment

NAMES = (
    "pipeline",
    "outbox",
    "wake_lag",
    "import",
    "today_page",
    "member_import",
    "member_list",
    "segment_event",
    "segment_rebuild",
    "runs",
    "run_lag",
    "publish",
    "simulate",
    "broadcast",
)
_MODULES = {
    "run_lag": "runs",
    "import": "importing",
    "segment_event": "segments",
    "segment_rebuild": "segments",
}


class NoSuchBench(Refusal):
    """No figure has this name."""


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which: {', '.join(NAMES)}. Default: all.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Small sizes, to see that everything runs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a figure.")] = False,
    page: Annotated[
        Path | None, typer.Option(help="Write a table of the figures into this file, too.")
    ] = None,
) -> None:
    """Measure the main roads on a database of its own; ratios compare with a bare equivalent in the same
    run.
    """
    for name in names or ():
        if name not in NAMES:
            raise NoSuchBench(f"no figure is called {name!r}; there are: {', '.join(NAMES)}")
    sys.path.insert(0, str(environment.ROOT))
    measured: list[dict[str, Any]] = []
    for module in dict.fromkeys(_MODULES.get(name, name) for name in names or NAMES):
        with Console(stderr=True).status(f"Measuring {module}"), _own_database():
            figures = import_module(f"bench.{module}").run(quick)
        for figure in figures:
            typer.echo(json.dumps(figure) if as_json else _line(figure))
        measured += figures
    if page is not None:
        bench_page.write(page, measured, day=datetime.now(UTC).date().isoformat())


def _line(figure: dict[str, Any]) -> str:
    ratio = "" if figure["ratio"] is None else f"   {figure['ratio']} of {figure['against']}"
    return f"{figure['name']:<14}{figure['value']:>14,} {figure['unit']:<16}{ratio}   (n = {figure['n']:,})"


@contextlib.contextmanager
def _own_database() -> Iterator[None]:
    """A throw-away Linli under the system's temporary folder, durable as a real one, for each figure."""
    from linli.kernel.database.server import LocalServer

    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        server = LocalServer(Path(folder))
        os.environ["LINLI_HOME"] = folder
        os.environ["DATABASE_URL"] = server.start()
        os.environ["PYTHONPATH"] = str(environment.ROOT)
        try:
            _connect(Path(folder))
            yield
        finally:
            readiness.let_go_of_connections()
            server.stop()


def _connect(home: Path) -> None:
    readiness.django()
    from django.conf import settings
    from django.db import connections

    from linli.settings import database

    settings.HOME, settings.LAKE = home, home / "lake"
    described = database.configure(os.environ["DATABASE_URL"], home)
    settings.DATABASES["default"].update(described)
    connections["default"].settings_dict.update(described)
    readiness.migrate()
