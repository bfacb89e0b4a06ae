"""A web process for the tests of the front door: echoes what reached it."""

import json
import time


def application(environ, start_response):
    answer = ANSWERS.get(environ["PATH_INFO"], echo)
    return answer(environ, start_response)


def echo(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    seen = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "query": environ["QUERY_STRING"],
        "length": length,
        "sum": sum(body),
        "headers": {name: value for name, value in environ.items() if name.startswith("HTTP_")},
    }
    return whole(
        start_response,
        json.dumps(seen).encode(),
        [("x-seen", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2")],
    )


def whole(start_response, body, headers=()):
    start_response(
        "200 OK", [("content-type", "application/json"), ("content-length", str(len(body))), *headers]
    )
    return [body]


def healthy(environ, start_response):
    return whole(start_response, b"up")


def streamed(environ, start_response):
    start_response("200 OK", [("content-type", "text/plain")])
    for number in range(3):
        time.sleep(0.2)
        yield b"%d\n" % number


def refuses_unread(environ, start_response):
    start_response("400 Bad Request", [("content-length", "3")])
    return [b"no\n"]


def nothing(environ, start_response):
    start_response("204 No Content", [])
    return []


ANSWERS = {"/healthz": healthy, "/streamed": streamed, "/refuses": refuses_unread, "/nothing": nothing}
