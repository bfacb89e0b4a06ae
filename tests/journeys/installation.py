"""A whole Linli on a database of its own: `linli up` with every process, as an operator starts it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.conftest import roomy_directory
from tests.connect.matrix.synapse import free_port

PATIENCE_SECONDS = 30


class Installation:
    """Prepared by `run(module, ...)` before `start()`, looked into by `rows(...)` and by browsers."""

    def __init__(self, name):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.home = Path(tempfile.mkdtemp(prefix=f"linli-{name}-", dir=roomy_directory()))
        self.database = f"linli_{name}_{os.getpid()}"
        self.server = os.environ["DATABASE_URL"]
        parts = urlsplit(self.server)
        self.dsn = urlunsplit(parts._replace(path=f"/{self.database}"))
        self._up = None
        self.output = ""
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LINLI_")},
            "LINLI_HOME": str(self.home),
            "LINLI_PORT": str(self.port),
            "LINLI_WEB_WORKERS": "1",
            "DATABASE_URL": self.dsn,
        }
        self._alter_server(f'CREATE DATABASE "{self.database}"')
        self.linli("migrate")

    def linli(self, *arguments):
        """Run a command of Linli to its end."""
        return self._run("linli", *arguments)

    def run(self, module, *arguments):
        """Run a module of the tests on this installation; returns the JSON it prints."""
        return json.loads(self._run(module, *arguments))

    def _run(self, module, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self):
        self._up = subprocess.Popen(
            [sys.executable, "-m", "linli", "up"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for(lambda: self._health().get("ok"), "everything to be up")

    def _read(self):
        with self._up.stdout as lines:
            for line in lines:
                self.output += line

    def _health(self):
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return json.load(refused)
        except OSError:
            return {}

    def rows(self, statement, *given):
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(statement, given).fetchall()

    def wait_for(self, holds, what, *, seconds=PATIENCE_SECONDS):
        """The first true answer, asked again and again; what the processes said is in the failure."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            has_ended = self._up is not None and self._up.poll() is not None
            is_in_time = time.monotonic() < deadline and not has_ended
            assert is_in_time, f"waited in vain for {what}:\n{self.output[-6000:]}"
            time.sleep(0.05)
        return found

    def process(self, part):
        """The newest process of a part, from the line that told of its start."""
        return int(re.findall(rf"^{part} started \(process (\d+)\)", self.output, re.MULTILINE)[-1])

    def kill(self, part):
        """End a part as a power failure would; `linli up` starts it again."""
        os.killpg(self.process(part), signal.SIGKILL)

    def stop(self):
        if self._up is not None:
            self._up.send_signal(signal.SIGINT)
            try:
                self._up.wait(40)
            except subprocess.TimeoutExpired:
                self._up.kill()
                self._up.wait()
            self._reader.join(5)
        self._alter_server(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        shutil.rmtree(self.home, ignore_errors=True)

    def _alter_server(self, statement):
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
