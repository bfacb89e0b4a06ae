"""`linli up` with a database of its own, whose processes can be killed one by one."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

from linli.kernel.database.layout import layout_of
from tests.conftest import roomy_directory
from tests.connect.matrix.synapse import free_port
from tests.journeys.installation import Installation

ROOT = Path(__file__).resolve().parents[2]


class Supervised(Installation):
    """Started at once: what `run` prepares is prepared while everything is up."""

    def __init__(self, name, settings):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.home = Path(tempfile.mkdtemp(prefix=f"linli-{name}-", dir=roomy_directory()))
        self.layout = layout_of(self.home)
        self.dsn = self.layout.dsn()
        self.output = ""
        self._up = None
        own = {
            "LINLI_HOME": str(self.home),
            "LINLI_PORT": str(self.port),
            "LINLI_WEB_WORKERS": "1",
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(ROOT),
        }
        kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("LINLI_")}
        self.environment = {**kept, **own}
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        self.environment["DATABASE_URL"] = self.dsn

    def start(self):
        self._up = subprocess.Popen(
            [sys.executable, "-m", "linli", "up", "--no-demo"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        self.wait_until_up()

    def _listen(self):
        with self._up.stdout as lines:
            for line in lines:
                self.output += line

    def wait_until_up(self):
        """Until /healthz says that all four parts are up."""
        self.wait_for(lambda: self._is_up(), "everything to be up", seconds=60)

    def _is_up(self):
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return json.load(answer)["ok"]
        except OSError:
            return False

    def kill_and_wait(self, part):
        """SIGKILL for a part (gateway, web, worker or database), then wait for the next process of it."""
        killed = self.pid(part)
        os.kill(killed, signal.SIGKILL)
        self.wait_for(lambda: self.pid(part) not in (None, killed), f"{part} to come back")

    def pid(self, part):
        """The newest process of a part; None while there is none."""
        if part == "database":
            return self._postmaster()
        found = re.findall(rf"^{part} started \(process (\d+)\)", self.output, re.MULTILINE)
        return int(found[-1]) if found else None

    def _postmaster(self):
        try:
            return int((self.layout.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def stop(self):
        self._up.send_signal(signal.SIGINT)
        try:
            self._up.wait(40)
        except subprocess.TimeoutExpired:
            self._up.kill()
            self._up.wait()
        self._reader.join(5)
        shutil.rmtree(self.home, ignore_errors=True)
