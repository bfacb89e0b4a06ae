"""What the outbox may conclude from each way a homeserver can fail."""

import http.server
import json
import threading
import time

import pytest

from linli.connect.adapters.matrix import homeserver
from linli.connect.adapters.matrix.adapter import MatrixAdapter
from linli.connect.gateway.contract import Account, NoAnswer, NotSent, RateLimited, Refused, Sent
from linli.connect.gateway.orders import Order, SendMessage


class Failing(http.server.ThreadingHTTPServer):
    """A homeserver that answers everything with what the test says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = []
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.asked.append(self.path.rpartition("/")[2])
        replies = self.server.replies
        status, headers, body = replies.pop(0) if len(replies) > 1 else replies[0]
        if status is None:
            time.sleep(body)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def failing():
    server = Failing()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def reply(status, document=None, **headers):
    return status, headers, json.dumps(document).encode() if document is not None else b"<html>"


def perform(failing, count=1):
    config = {"homeserver": failing.url, "server_name": "t.test", "url": "http://l.example"}
    secrets = {"as_token": "a", "hs_token": "h"}
    orders = [Order(n, f"key-{n}", "send_message", "!r:t.test", "", SendMessage("早")) for n in range(count)]
    return MatrixAdapter().perform(Account(1, 1, config, secrets), orders)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (reply(200, {"event_id": "$a"}), Sent("$a")),
        (reply(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}), RateLimited(1.5)),
        (reply(429, {"retry_after_ms": 1500}, **{"retry-after": "7"}), RateLimited(7.0)),
        (reply(429), RateLimited(5.0)),
        (reply(429, {"retry_after_ms": 10**12}), RateLimited(3600.0)),
        (reply(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "who?"}), Refused("M_UNKNOWN_TOKEN: who?", True)),
        (reply(403, {"errcode": "M_FORBIDDEN", "error": "no"}), Refused("M_FORBIDDEN: no")),
        (reply(413, {"errcode": "M_TOO_LARGE"}), Refused("M_TOO_LARGE")),
        (reply(404), Refused("status 404")),
        (reply(301, {}, location="https://elsewhere.example/"), Refused("status 301")),
        (reply(500, {"errcode": "M_UNKNOWN", "error": "oh"}), NoAnswer("M_UNKNOWN: oh")),
        (reply(502), NoAnswer("status 502")),
        (reply(200), NoAnswer("what answered is not a homeserver: it does not speak JSON")),
    ],
)
def test_every_answer_has_its_meaning(failing, answer, outcome):
    failing.replies = [answer]

    assert perform(failing) == [outcome]


def test_an_answer_that_does_not_come_may_stand_for_a_message_that_arrived(failing, monkeypatch):
    monkeypatch.setattr(homeserver, "TIMEOUT", 0.2)
    failing.replies = [(None, {}, 0.5)]

    (outcome,) = perform(failing)

    assert outcome == NoAnswer("no answer from the homeserver: timed out")


def test_after_silence_or_a_limit_the_rest_is_not_tried(failing):
    for answer, first, rest in (
        (reply(502), NoAnswer("status 502"), NotSent("status 502")),
        (reply(429, {"retry_after_ms": 2000}), RateLimited(2.0), RateLimited(2.0)),
    ):
        failing.replies, failing.asked = [answer], []

        assert perform(failing, 3) == [first, rest, rest]
        assert failing.asked == ["key-0"]


def test_a_refused_message_does_not_keep_the_next_one_back(failing):
    failing.replies = [reply(403, {"errcode": "M_FORBIDDEN"}), reply(200, {"event_id": "$b"})]

    assert perform(failing, 2) == [Refused("M_FORBIDDEN"), Sent("$b")]
