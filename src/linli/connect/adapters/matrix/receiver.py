"""What the homeserver calls: transactions, pings and questions about accounts and rooms. An ASGI app."""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from linli.connect.adapters.matrix import intake
from linli.connect.gateway.contract import Account
from linli.connect.gateway.front import answers
from linli.connect.gateway.front.asgi_types import Receive, Scope, Send

PREFIX = "/_matrix/app/v1/"
LARGEST_BODY_BYTES = 16 * 1024 * 1024

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Objection(Exception):
    """An answer other than 200, in Matrix's own form."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.document = {"errcode": code, "error": sentence}


async def app(asgi: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; 200 only after what it brought is committed."""
    if asgi["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
        return
    status, document = await _answer(asgi, receive)
    body = json.dumps(document).encode()
    await answers.respond(send, status=status, body=body, content_type=b"application/json")


async def _answer(asgi: Scope, receive: Receive) -> tuple[int, dict[str, Any]]:
    try:
        account = await _authenticate(asgi)
        return 200, await _serve(account, asgi, receive)
    except Objection as objection:
        return objection.status, objection.document
    except Exception:
        logger.exception("Cannot take in %s %s", asgi["method"], asgi["path"])
        return 500, {"errcode": "M_UNKNOWN", "error": "Linli cannot store this now; send it again"}


async def _authenticate(asgi: Scope) -> Account:
    kind, _, token = dict(asgi["headers"]).get(b"authorization", b"").partition(b" ")
    if kind.lower() != b"bearer" or not token:
        raise Objection(401, "M_MISSING_TOKEN", "send the hs_token of the registration as a bearer token")
    account = await _in_thread(intake.find_account, token.strip().decode("utf-8", "surrogateescape"))
    if account is None:
        raise Objection(403, "M_FORBIDDEN", "no channel of this Linli has this hs_token")
    return account


async def _serve(account: Account, asgi: Scope, receive: Receive) -> dict[str, Any]:
    what, _, _ = asgi["path"].removeprefix(PREFIX).partition("/")
    methods = {"transactions": "PUT", "ping": "POST", "users": "GET", "rooms": "GET"}
    if not asgi["path"].startswith(PREFIX) or what not in methods:
        raise Objection(404, "M_UNRECOGNIZED", "there is nothing at this address")
    if asgi["method"] != methods[what]:
        raise Objection(405, "M_UNRECOGNIZED", f"use {methods[what]} here")
    if what == "ping":
        return {}
    if what in ("users", "rooms"):
        raise Objection(404, "M_NOT_FOUND", "Linli makes its accounts itself, and no rooms")
    events = _events(await _body(asgi, receive))
    await _in_thread(partial(intake.take, at=timezone.now()), account, events)
    return {}


def _events(body: bytes) -> list[Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Objection(400, "M_NOT_JSON", "the transaction is not JSON") from None
    events = document.get("events", []) if isinstance(document, dict) else None
    if not isinstance(events, list):
        raise Objection(400, "M_BAD_JSON", "a transaction is an object with a list of events")
    return events


async def _body(asgi: Scope, receive: Receive) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Objection(400, "M_NOT_JSON", "the transaction ended in the middle")
        piece = message.get("body", b"")
        size += len(piece)
        if size > LARGEST_BODY_BYTES:
            raise Objection(413, "M_TOO_LARGE", f"a transaction has at most {LARGEST_BODY_BYTES} bytes")
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _in_thread(work: Callable[..., T], *given: Any) -> T:
    """Run database work beside the event loop, and give the connection back after it."""

    def run() -> T:
        try:
            return work(*given)
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()
