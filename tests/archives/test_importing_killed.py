"""`linli import` over a real history: killed in the middle, resumed, imported again; the figures agree."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from linli.kernel.database.layout import default_dsn

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared" / "data")) / "raku_irc"

pytestmark = [
    pytest.mark.kills,
    pytest.mark.skipif(not FOLDER.exists(), reason="the archives are not on this machine"),
]


@pytest.fixture
def linli(tmp_path):
    """Start `linli` on a home of its own; the process runs until waited for."""
    home = tmp_path / "home"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def start(*arguments):
        return subprocess.Popen(
            [sys.executable, "-m", "linli", *arguments],
            env={**environment, "LINLI_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    start.home = home
    return start


def imported(linli):
    process = linli("import", str(FOLDER / "messages.jsonl"), "--community", "history", "--json")
    told, _ = process.communicate(timeout=200)
    assert process.returncode == 0
    return json.loads(told.splitlines()[-1])


def test_killed_and_resumed_nothing_is_lost_or_doubled(linli):
    dying = linli("import", str(FOLDER / "messages.jsonl"), "--community", "history", "--json")
    position = kill_in_the_middle(dying, linli.home)

    resumed = imported(linli)
    again = imported(linli)
    compared = linli("insights", "history", "--compare", str(FOLDER / "expected.json"))
    said, _ = compared.communicate(timeout=200)

    assert 0 < position < 51_337
    assert (resumed["seen"], resumed["added"], resumed["duplicates"]) == (51_337, 51_337, 0)
    assert (again["seen"], again["added"], again["duplicates"]) == (51_337, 0, 51_337)
    assert compared.returncode == 0, said.decode()


def kill_in_the_middle(process, home):
    """Wait until some steps are committed, then kill the import; the database goes with its owner."""

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(default_dsn(home), connect_timeout=2) as connection:
                row = connection.execute("SELECT max(position) FROM communities_historyimport").fetchone()
            if row and row[0] and row[0] >= 4_000:
                os.kill(process.pid, signal.SIGKILL)
                process.communicate(timeout=10)
                return row[0]
        except psycopg.Error:
            time.sleep(0.05)
        time.sleep(0.01)
    raise AssertionError("the import never got going")
