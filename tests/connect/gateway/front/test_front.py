"""The one port: what it answers itself, and what it passes on, unchanged, to the web process."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

HERE = "tests.connect.gateway.front"
ROOT = Path(__file__).resolve().parents[4]
MEGABYTE = 1024 * 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(target, interface, *where, web):
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        interface,
        "--log-level",
        "error",
        *where,
        target,
    ]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LINLI_WEB_ADDRESS": web})


class Door:
    """The two processes, and a client of the one port."""

    def __init__(self, directory):
        self.socket = directory / "web.sock"
        self.web_address = f"unix:{self.socket}"
        port = free_port()
        self.start_web()
        self.front = serve(
            f"{HERE}.front_door:application", "asgi", "--port", str(port), web=self.web_address
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)
        self.wait_until_up()

    def start_web(self):
        self.socket.unlink(missing_ok=True)
        self.web = serve(
            f"{HERE}.plain_web:application", "wsgi", "--uds", str(self.socket), web=self.web_address
        )

    def stop_web(self):
        self.web.send_signal(signal.SIGTERM)
        self.web.wait()

    def wait_until_up(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if self.client.get("/healthz").json()["web"]:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError("the front door did not open")

    def close(self):
        self.client.close()
        self.front.send_signal(signal.SIGTERM)
        self.front.wait()
        self.stop_web()


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    opened = Door(tmp_path_factory.mktemp("d"))
    yield opened
    opened.close()


def test_a_page_reaches_the_web_process_with_path_query_and_headers(door):
    answer = door.client.get("/群/%2F?q=a%20b&q=c", headers={"x-mine": "1", "cookie": "s=1"})

    seen = answer.json()
    assert seen["method"] == "GET"
    assert seen["query"] == "q=a%20b&q=c"
    assert seen["headers"]["HTTP_X_MINE"] == "1"
    assert seen["headers"]["HTTP_COOKIE"] == "s=1"
    assert seen["headers"]["HTTP_HOST"] == door.client.base_url.netloc.decode()
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert len(answer.headers.get_list("date")) == 1


def test_the_readers_address_is_told_and_cannot_be_forged(door):
    forged = {"x-linli-client": "6.6.6.6", "x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "https"}

    seen = door.client.get("/", headers=forged).json()["headers"]

    assert seen["HTTP_X_LINLI_CLIENT"] == "127.0.0.1"
    assert seen["HTTP_X_LINLI_SCHEME"] == "http"
    assert "HTTP_X_FORWARDED_FOR" not in seen
    assert "HTTP_X_FORWARDED_PROTO" not in seen


@pytest.mark.parametrize("size", [0, 1, 65_536, 5 * MEGABYTE, 20 * MEGABYTE])
def test_a_body_arrives_whole(door, size):
    body = bytes(range(256)) * (size // 256 + 1)

    seen = door.client.post("/", content=body[:size]).json()

    assert (seen["length"], seen["sum"]) == (size, sum(body[:size]))


def test_a_body_of_unknown_length_arrives_whole_and_with_its_length(door):
    seen = door.client.post("/", content=iter([b"abc"] * 1000)).json()

    assert (seen["length"], seen["sum"]) == (3000, 1000 * sum(b"abc"))


def test_an_upload_over_20_mb_is_refused_in_one_sentence(door):
    answer = door.client.post("/", content=b"x" * (20 * MEGABYTE + 1))

    assert answer.status_code == 413
    assert answer.json()["title"] == "This upload is larger than 20 MB, which is the most Linli accepts."


def test_an_upload_of_unknown_length_over_20_mb_is_refused(door):
    answer = door.client.post("/", content=iter([b"x" * MEGABYTE] * 21))

    assert answer.status_code == 413


def test_an_answer_given_before_the_body_was_read_is_passed_on(door):
    """The kernel may throw an answer away when the other side closes with bytes unread: then it is a 502."""
    answers = [door.client.post("/refuses", content=b"x" * (5 * MEGABYTE)) for _ in range(12)]

    assert {answer.status_code for answer in answers} <= {400, 502}
    assert "no\n" in [answer.text for answer in answers]


def test_a_streamed_answer_arrives_in_pieces(door):
    began = time.monotonic()
    with door.client.stream("GET", "/streamed") as answer:
        arrivals = [(piece, time.monotonic() - began) for piece in answer.iter_lines()]

    assert [piece for piece, _ in arrivals] == ["0", "1", "2"]
    assert arrivals[0][1] < arrivals[2][1] - 0.3


def test_an_answer_without_a_body_keeps_the_connection_usable(door):
    assert door.client.head("/").headers["x-seen"] == "1"
    assert door.client.get("/nothing").status_code == 204
    assert door.client.get("/").status_code == 200


def test_a_route_of_the_table_is_answered_here_with_its_whole_path(door):
    assert door.client.get("/live/rooms/7").text == "live /live/rooms/7"
    assert door.client.get("/livery").json()["path"] == "/livery"


def test_health_names_what_is_down(door):
    answer = door.client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {
        "ok": False,
        "web": True,
        "worker": False,
        "gateway": True,
        "database": False,
        "down": ["worker", "database"],
    }


def test_a_page_asked_for_during_a_restart_of_the_web_process_is_waited_for(door):
    door.stop_web()
    door.start_web()

    assert door.client.get("/").status_code == 200


def test_a_dead_web_process_is_told_in_one_sentence(door):
    door.stop_web()
    try:
        page = door.client.get("/", headers={"accept": "text/html"})
        answer = door.client.post("/", content=b"x")
        health = door.client.get("/healthz").json()
    finally:
        door.start_web()
        door.wait_until_up()

    assert page.status_code == 502
    assert "Linli is restarting. This page loads again by itself in a moment." in page.text
    assert 'http-equiv="refresh"' in page.text
    assert (answer.status_code, answer.headers["content-type"]) == (502, "application/problem+json")
    assert health["down"] == ["web", "worker", "database"]
