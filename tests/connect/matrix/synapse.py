"""A real Matrix homeserver for tests: Synapse in its own virtual environment, lean, and without limits."""

import base64
import hashlib
import hmac
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
import pytest
import yaml

from tests.conftest import roomy_directory

SERVER_NAME = "t.test"
START_PATIENCE_SECONDS = 60
ROOT = Path(__file__).parents[3]


def program():
    """The Python that Synapse is installed in; without one the test is skipped, or fails if required."""
    found = Path(os.environ.get("SYNAPSE_PYTHON", ROOT / ".venv-synapse" / "bin" / "python"))
    if found.exists():
        return found
    reason = f"no Matrix homeserver at {found}: `make test` installs one, SYNAPSE_PYTHON names another"
    if os.environ.get("LINLI_REQUIRE_SYNAPSE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Synapse:
    """One homeserver process. `registration` is the YAML of the application service it knows."""

    def __init__(self, registration, *, port=None):
        self.python = program()
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.secret = secrets.token_hex(16)
        self.root = Path(tempfile.mkdtemp(prefix="linli-synapse-", dir=roomy_directory()))
        self.people = []
        self._write(registration)
        self._start()

    def _write(self, registration):
        (self.root / "linli.yaml").write_text(registration)
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.root / "key").write_text(f"ed25519 a_test {seed}\n")
        (self.root / "homeserver.yaml").write_text(yaml.safe_dump(self._settings()))

    def _settings(self):
        free = {"per_second": 100_000, "burst_count": 100_000}
        plain = (
            "rc_message",
            "rc_registration",
            "rc_admin_redaction",
            "rc_joins_per_room",
            "rc_room_creation",
        )
        off = ("push", "user_directory", "stats", "presence")
        listener = {
            "port": self.port,
            "type": "http",
            "tls": False,
            "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client"]}],
        }
        return {
            "server_name": SERVER_NAME,
            "public_baseurl": f"{self.url}/",
            "signing_key_path": str(self.root / "key"),
            "media_store_path": str(self.root / "media"),
            "pid_file": str(self.root / "pid"),
            "report_stats": False,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(self.root / "db")}},
            "registration_shared_secret": self.secret,
            "macaroon_secret_key": self.secret,
            "form_secret": self.secret,
            "bcrypt_rounds": 4,
            "app_service_config_files": [str(self.root / "linli.yaml")],
            **{name: {"enabled": False} for name in off},
            **{name: free for name in plain},
            "rc_login": {"address": free, "account": free, "failed_attempts": free},
            "rc_joins": {"local": free, "remote": free},
            "rc_invites": {"per_room": free, "per_user": free, "per_issuer": free},
        }

    def _start(self):
        self.log = self.root / "log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.python, "-m", "synapse.app.homeserver", "-c", self.root / "homeserver.yaml"],
                cwd=self.root,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"Synapse did not start:\n{self.told()[-3000:]}")
            time.sleep(0.1)

    def _answers(self):
        try:
            return httpx.get(f"{self.url}/_matrix/client/versions", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def told(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self):
        for person in self.people:
            person.http.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def person(self, name, localpart="person"):
        """A new account with a display name."""
        made = Person(self, f"{localpart}{len(self.people) + 1}", name)
        self.people.append(made)
        return made

    def register(self, localpart):
        """Make an account by the shared secret; returns its token."""
        address = f"{self.url}/_synapse/admin/v1/register"
        nonce = httpx.get(address).json()["nonce"]
        words = "\0".join([nonce, localpart, "password", "notadmin"])
        mac = hmac.new(self.secret.encode(), words.encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": localpart, "password": "password", "admin": False, "mac": mac}
        answer = httpx.post(address, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()["access_token"]


class Person:
    """Somebody with a Matrix client."""

    def __init__(self, server, localpart, name):
        self.id = f"@{localpart}:{SERVER_NAME}"
        self.name = name
        token = server.register(localpart)
        self.http = httpx.Client(
            base_url=f"{server.url}/_matrix/client/v3",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        self._sent = 0
        self.rename(name)

    def ask(self, method, path, body=None, *, expect=200, **query):
        answer = self.http.request(method, path, json=body, params=query)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def rename(self, name):
        self.ask("PUT", f"/profile/{self.id}/displayname", {"displayname": name})

    def make_room(self, name, *, invite=(), version="11"):
        body = {
            "preset": "public_chat",
            "name": name,
            "room_version": version,
            "invite": list(invite),
            "power_level_content_override": {"users": {self.id: 100, **dict.fromkeys(invite, 100)}},
        }
        return self.ask("POST", "/createRoom", body)["room_id"]

    def join(self, room):
        self.ask("POST", f"/rooms/{room}/join", {})

    def leave(self, room):
        self.ask("POST", f"/rooms/{room}/leave", {})

    def act(self, room, what, person, *, expect=200, **more):
        return self.ask("POST", f"/rooms/{room}/{what}", {"user_id": person.id, **more}, expect=expect)

    def send(self, room, content, *, kind="m.room.message", expect=200):
        """Send an event; returns its id, or the refusal."""
        self._sent += 1
        found = self.ask("PUT", f"/rooms/{room}/send/{kind}/{self._sent}", content, expect=expect)
        return found.get("event_id", found)

    def say(self, room, text, *, expect=200, **more):
        return self.send(room, {"msgtype": "m.text", "body": text, **more}, expect=expect)

    def redact(self, room, event):
        self._sent += 1
        return self.ask("PUT", f"/rooms/{room}/redact/{event}/{self._sent}", {})["event_id"]

    def event(self, room, event):
        return self.ask("GET", f"/rooms/{room}/event/{event}")

    def history(self, room):
        """What is in the room, oldest first."""
        return self.ask("GET", f"/rooms/{room}/messages", dir="b", limit=200)["chunk"][::-1]

    def texts(self, room):
        return [one["content"].get("body") for one in self.history(room) if one["type"] == "m.room.message"]
