"""`linli up` keeps four kinds of process alive, stops them in order, and starts again after anything."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from linli.kernel.database.layout import layout_of

pytestmark = pytest.mark.kills
PATIENCE_SECONDS = 90


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """A home of its own with `linli up` on it."""

    def __init__(self, home):
        self.home = home
        self.port = free_port()
        unset = {"DATABASE_URL", "LINLI_SERVER_PID", "LINLI_WEB_ADDRESS"}
        self.environment = {name: value for name, value in os.environ.items() if name not in unset}
        self.environment |= {"LINLI_HOME": str(home), "LINLI_PORT": str(self.port), "LINLI_WEB_WORKERS": "1"}
        self.output = ""

    def start(self):
        command = [sys.executable, "-m", "linli", "up"]
        self.up = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.reader = threading.Thread(target=self._read, args=(self.up,), daemon=True)
        self.reader.start()
        self.wait_until("everything is up", lambda: self.health().get("ok"))

    def _read(self, process):
        with process.stdout as lines:
            for line in lines:
                self.output += line

    def end(self, kind):
        self.up.send_signal(kind)
        self.up.wait(PATIENCE_SECONDS)
        return self.up.returncode

    def health(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return json.load(refused)
        except OSError:
            return {}

    def process(self, part):
        """The newest process of a part, from the line that told of its start."""
        return int(re.findall(rf"^{part} started \(process (\d+)\)", self.output, re.MULTILINE)[-1])

    def kill_and_wait(self, part):
        before = self.process(part)
        os.kill(before, signal.SIGKILL)
        self.wait_until(f"{part} is started again", lambda: self.process(part) != before)
        self.wait_until("everything is up", lambda: self.health().get("ok"))

    def wait_until(self, what, holds):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain until {what}:\n{self.output}"
            time.sleep(0.05)

    def living(self):
        """Every process that was started with this home."""
        mark = f"LINLI_HOME={self.home}\0".encode()
        cluster = layout_of(self.home).cluster.encode()
        return [
            entry.name
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and _belongs(entry, mark, cluster)
        ]

    def rows(self, statement):
        with psycopg.connect(layout_of(self.home).dsn(), autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []


def _belongs(entry, mark, cluster):
    try:
        if (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        return mark in (entry / "environ").read_bytes() or cluster in (entry / "cmdline").read_bytes()
    except OSError:
        return False


@pytest.fixture
def installation(tmp_path):
    made = Installation(tmp_path / "home")
    yield made
    if made.up.poll() is None:
        made.end(signal.SIGKILL)
    made.wait_until("all has ended", lambda: not made.living())


def test_up_restarts_what_is_killed_stops_cleanly_and_starts_again_quickly(installation):
    installation.start()
    for part in ("worker", "gateway", "web"):
        installation.kill_and_wait(part)
    installation.rows("create table kept (number int)")
    installation.rows("insert into kept values (5)")

    assert installation.end(signal.SIGINT) == 0
    assert installation.living() == []
    assert not (layout_of(installation.home).data / "postmaster.pid").exists()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", installation.port))

    began = time.monotonic()
    installation.start()
    assert time.monotonic() - began < 10
    assert installation.rows("select number from kept") == [(5,)]
    installation.end(signal.SIGTERM)


def test_up_killed_hard_takes_everything_with_it_and_starts_again(installation):
    installation.start()
    installation.rows("create table kept (number int)")
    installation.rows("insert into kept values (6)")

    installation.end(signal.SIGKILL)
    installation.start()

    assert installation.rows("select number from kept") == [(6,)]
    assert installation.end(signal.SIGINT) == 0


def test_a_killed_database_is_recovered_while_the_rest_goes_on(installation):
    installation.start()
    installation.rows("create table kept (number int)")
    installation.rows("insert into kept values (7)")
    postmaster = int((layout_of(installation.home).data / "postmaster.pid").read_text().split()[0])

    os.kill(postmaster, signal.SIGKILL)
    installation.wait_until("the database is back", lambda: "The database is back." in installation.output)
    installation.wait_until("everything is up", lambda: installation.health().get("ok"))

    assert installation.rows("select number from kept") == [(7,)]
    installation.end(signal.SIGINT)


def test_a_second_up_in_the_same_home_is_refused_in_one_sentence(installation):
    installation.start()

    second = subprocess.run(
        [sys.executable, "-m", "linli", "up"], env=installation.environment, capture_output=True, text=True
    )

    assert second.returncode == 1
    assert (
        second.stderr
        == f"Linli is already running in {installation.home}; LINLI_HOME names another folder.\n"
    )
    assert installation.health()["ok"]
    installation.end(signal.SIGINT)
