"""One throw-away PostgreSQL and one throw-away home for the whole run, unless DATABASE_URL names a server.

Settings are loaded before this file is, so what depends on them is set again here.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from linli.kernel.database.server import LocalServer
from linli.settings import database

ROOMY_BYTES = 2_000_000_000
OWNER = "LINLI_TEST_SERVER_OWNER"


def roomy_directory():
    """Memory where there is enough of it, else the disk."""
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOMY_BYTES
    return memory if is_roomy else Path(tempfile.gettempdir())


def remove_homes_of_killed_runs(place):
    for home in place.glob("linli-tests-*"):
        if not Path(f"/proc/{home.name.rpartition('-')[2]}").exists():
            shutil.rmtree(home, ignore_errors=True)


def use_own_server():
    place = roomy_directory()
    remove_homes_of_killed_runs(place)
    home = place / f"linli-tests-{os.getpid()}"
    server = LocalServer(home, durable=False)
    os.environ["DATABASE_URL"] = server.start()
    os.environ["LINLI_HOME"] = str(home)
    os.environ[OWNER] = str(os.getpid())
    settings.HOME = home
    settings.LAKE = home / "lake"
    settings.MEDIA_ROOT = home / "media"
    settings.STATIC_ROOT = home / "static"
    settings.DATABASES["default"].update(database.configure(server.dsn, home))
    return server


def needs_own_server():
    """Every worker of a parallel run has a server to itself.

    An open transaction anywhere on a server, in whatever database, holds the delivery of events back.
    """
    return not os.environ.get("DATABASE_URL") or os.environ.get(OWNER, str(os.getpid())) != str(os.getpid())


SERVER = use_own_server() if needs_own_server() else None
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_unconfigure():
    if SERVER is not None:
        SERVER.stop()
        shutil.rmtree(SERVER.layout.home)


def flush_patiently(flush):
    """A thread that answers a platform may still read when a test is over: empty the tables again then."""

    def flushing(operations, sql_list):
        for _attempt in range(3):
            try:
                return flush(operations, sql_list)
            except OperationalError:
                time.sleep(0.5)
        return flush(operations, sql_list)

    return flushing


DatabaseOperations.execute_sql_flush = flush_patiently(DatabaseOperations.execute_sql_flush)

PLAIN_TABLES = "events, event_keys, event_cursors, inbound_seen"


@pytest.fixture(autouse=True)
def language_of_the_settings():
    """A page asked for in one language must not decide in which the next test reads its refusals."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def empty_log_afterwards(request, django_db_blocker):
    """Tests that commit leave nothing behind in the tables that are not Django models."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if commits:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {PLAIN_TABLES}")
