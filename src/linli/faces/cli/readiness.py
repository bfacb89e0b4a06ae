"""What a command needs before it runs: Django, and a database that is running and up to date."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg

from linli.kernel.errors import Refusal


class DatabaseOutOfReach(Refusal):
    """The database that DATABASE_URL names does not answer."""


class DatabaseOutOfDate(Refusal):
    """The tables are those of another version."""


def django() -> None:
    """Load Django and its models; the database is not touched."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django as framework

    framework.setup()


def database() -> Callable[[], None]:
    """Make the database ready and return what gives it up again.

    Linli's own is started (or attached to) and migrated; another one must be up to date already.
    """
    if os.environ.get("DATABASE_URL"):
        check_connection()
        if has_migrations_to_run():
            raise DatabaseOutOfDate(
                "The database is not that of this version of Linli: run `linli migrate` first."
            )
        return lambda: None
    from linli.kernel.database.server import LocalServer

    server = LocalServer(home(), tell=tell)
    server.start()
    migrate()
    return lambda: _release(server.stop)


def home() -> Path:
    """The folder of all data, from the settings."""
    from django.conf import settings

    return Path(settings.HOME)


def dsn() -> str:
    """The address of the configured database for a connection outside Django."""
    from django.conf import settings

    from linli.kernel.database.connection import dsn_of

    return dsn_of(settings.DATABASES["default"])


def tell(sentence: str) -> None:
    """One line of progress, apart from a command's own output."""
    import sys

    sys.stderr.write(f"{sentence}\n")


def check_connection() -> None:
    """Refuse with one sentence where the configured database does not answer."""
    try:
        psycopg.connect(dsn(), connect_timeout=10).close()
    except psycopg.OperationalError as trouble:
        reason = str(trouble).strip().splitlines()[-1].strip()
        raise DatabaseOutOfReach(f"Cannot reach the database: {reason}") from None


def has_migrations_to_run() -> bool:
    """Whether the tables are older than the code."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> int:
    """Bring the tables up to date and return how many steps that took; safe to run twice at once."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(7115)")
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("select pg_advisory_unlock(7115)")
    return len(plan)


def let_go_of_connections() -> None:
    """Close this process's connections and the threads of their pool."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all():
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _release(stop: Callable[[], None]) -> None:
    let_go_of_connections()
    stop()
