"""A program that is called: it keeps what it was told and answers as its path says, faults among it."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Program:
    """`calls` are (headers, body) in their order; `url` is where it listens."""

    def __init__(self):
        self.calls = []
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.program.calls.append((dict(self.headers), body))
        word = self.path.strip("/").partition("?")[0]
        if word == "hang-up":
            self.connection.close()
            return
        if word == "slow":
            time.sleep(0.5)
        status, answer = _ANSWERS.get(word, (200, json.dumps({"order": "A-7", "price": {"cents": 990}})))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        if status == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_given):
        pass


_ANSWERS = {
    "no": (404, "no"),
    "moved": (302, ""),
    "busy": (429, ""),
    "broken": (503, ""),
    "words": (200, "not JSON"),
    "flood": (200, "x" * 200_000),
    "deep": (200, "[" * 50_000),
}


@contextmanager
def running():
    """The program, listening on this machine until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.program = program = Program()
    program.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield program
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
