"""`linli migrate`: brings the tables of the database to this version."""

import os

import typer

from linli.faces.cli import readiness


def migrate() -> None:
    """Bring the database up to date. `linli up` does this by itself."""
    if os.environ.get("DATABASE_URL"):
        readiness.check_connection()
        steps = readiness.migrate()
    else:
        from linli.kernel.database.server import LocalServer

        server = LocalServer(readiness.home(), tell=readiness.tell)
        server.start()
        steps = readiness.migrate()
        readiness.let_go_of_connections()
        server.stop()
    typer.echo(f"The database is up to date ({steps} steps)." if steps else "The database was up to date.")
