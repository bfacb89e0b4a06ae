"""How many runs a second the engine claims and advances, with 10,000, 100,000 and 1,000,000 that wait.

Two processes work as two workers do. Each transition leaves a wait, plans a post and waits for a message or
three days. `run_lag` is how late a run wakes among the million when 500 come due every second.
"""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import linli
from bench import wake_lag

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (2_000, 20_000)
DUE, QUICK_DUE = 30_000, 4_000
LAG_DUE, QUICK_LAG_DUE = 4_000, 600
WORKERS = 2
WORKER = """
import json, sys, time
import django
django.setup()
from datetime import datetime
from linli.kernel.orgs import scope
from linli.run.playbooks.actions.advancing import advance_due
from linli.run.playbooks.queries import compiled
at, org, version = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
with scope.org(org):
    compiled.compiled_versions([version])
    print("ready", flush=True)
    sys.stdin.readline()
    began, moved = time.perf_counter(), 0
    while claimed := advance_due(at=at):
        moved += claimed
    print(json.dumps([moved, time.perf_counter() - began, time.process_time()]), flush=True)
"""


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there is removed again."""
    from linli.kernel.events import setup

    sizes, due = (QUICK_SIZES, QUICK_DUE) if quick else (SIZES, DUE)
    setup.prepare(at=datetime.now(UTC))
    org = wake_lag._organisation()
    figures = []
    try:
        version = wake_lag._publish(org)
        waiting = 0
        for number, size in enumerate(sizes):
            _crowd(org, version, waiting, size)
            waiting = size
            rate, bare = _rates(org, version, due, number)
            name = "runs" if size == sizes[-1] else f"runs_{size}"
            figures.append(_figure(name, round(rate), "runs/s", rate / bare, "two bare workers", size))
        figures.append(_lag(org, version, waiting, quick))
    finally:
        wake_lag._remove(org)
    return figures


def _figure(name, value, unit, ratio, against, n):
    return {"name": name, "value": value, "unit": unit, "ratio": round(ratio, 3), "against": against, "n": n}


def _crowd(org, version, first, size):
    """Runs that wake in the coming month."""
    now = datetime.now(UTC)
    month = timedelta(days=30).total_seconds()
    wakes = (now + timedelta(days=1, seconds=month * n / size) for n in range(size - first))
    wake_lag._copy_runs(org, version, ((first + n + 1, wake) for n, wake in enumerate(wakes)))
    wake_lag._sql("VACUUM ANALYZE playbooks_run")


def _rates(org, version, due, number):
    """Runs a second of the engine, and of two workers that only claim and update rows."""
    at = datetime.now(UTC)
    bare = _bare(org, version, due, 300_000_000 + number * 1_000_000, at)
    first = 100_000_000 + number * 1_000_000
    _due(org, version, first, due, at)
    workers = [_worker(at, org, version) for _ in range(WORKERS)]
    for one in workers:
        one.stdout.readline()
    began = time.perf_counter()
    for one in workers:
        one.stdin.write("go\n")
        one.stdin.flush()
    moved = sum(json.loads(one.stdout.readline())[0] for one in workers)
    seconds = time.perf_counter() - began
    for one in workers:
        one.communicate(timeout=30)
    if moved != due:
        raise RuntimeError(f"{moved} of {due} runs moved")
    return due / seconds, bare


def _due(org, version, first, count, at):
    wake_lag._copy_members(org, first, count)
    wakes = ((first + n, at - timedelta(seconds=60, milliseconds=-n)) for n in range(count))
    wake_lag._copy_runs(org, version, wakes)
    wake_lag._sql("ANALYZE playbooks_run")
    wake_lag._sql("ANALYZE members_member")
    wake_lag._sql("ANALYZE members_membership")


def _worker(at, org, version):
    from django.db import connection

    given = connection.settings_dict
    url = f"postgresql://{given['USER']}:{given['PASSWORD'] or ''}@/{given['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"{url}?host={given['HOST']}&port={given['PORT']}"),
        "DJANGO_SETTINGS_MODULE": "linli.settings",
        "PYTHONPATH": str(Path(linli.__file__).parents[1]),
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, at.isoformat(), str(org.id), str(version.id)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _bare(org, version, due, first, at):
    """Rows a second when one worker claims 500 rows and updates them, and another does the same."""
    import threading

    from django.db import connection, transaction

    wake_lag._copy_runs(org, version, ((first + n, at - timedelta(seconds=60)) for n in range(due)))
    wake_lag._sql("ANALYZE playbooks_run")

    def work():
        try:
            claimed = [0]
            while claimed:
                with transaction.atomic():
                    claimed = wake_lag._sql(
                        "UPDATE playbooks_run r SET state = 'done', wake_at = NULL, fence = fence + 1 FROM"
                        " (SELECT id FROM playbooks_run WHERE org_id = %s AND wake_at <= %s"
                        "  AND state IN ('waiting', 'ready', 'blocked_task') ORDER BY wake_at LIMIT 500"
                        "  FOR UPDATE SKIP LOCKED) d WHERE r.id = d.id RETURNING r.id",
                        [org.id, at],
                    )
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    began = time.perf_counter()
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return due / (time.perf_counter() - began)


def _lag(org, version, size, quick):
    due, seconds = (QUICK_LAG_DUE, 2) if quick else (LAG_DUE, 8)
    bare = wake_lag._p99(wake_lag._bare_lags(org, version, due, seconds))
    lag = wake_lag._p99(wake_lag._lags(org, version, due, seconds))
    against = "p99 of a scheduler that only claims and updates rows"
    return _figure("run_lag", round(lag, 3), "s", lag / bare, against, size + due)
