"""Passes a request on to the web process and its answer back, piece by piece."""

import asyncio
import logging
from collections.abc import AsyncIterator

from linli.connect.gateway.front import answers
from linli.connect.gateway.front.address import Address
from linli.connect.gateway.front.asgi_types import Headers, Receive, Scope, Send
from linli.connect.gateway.front.upstream import Connection, Pool, UpstreamBroke, UpstreamDown

LARGEST_UPLOAD_BYTES = 20 * 1024 * 1024
ANSWER_PATIENCE_SECONDS = 120.0
MOST_DRAINED_BYTES = 10 * LARGEST_UPLOAD_BYTES
CLIENT_HEADER = b"x-linli-client"
SCHEME_HEADER = b"x-linli-scheme"
_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te"}
    | {b"trailer", b"transfer-encoding", b"upgrade", b"expect"}
)
_OURS = frozenset({CLIENT_HEADER, SCHEME_HEADER, b"x-forwarded-for", b"x-forwarded-proto", b"content-length"})
_ANSWERED_BY_SERVER = frozenset({b"date", b"server"})
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})

logger = logging.getLogger(__name__)


class TooLarge(Exception):
    """The upload is over the limit."""


class ClientLeft(Exception):
    """The browser closed the connection before it had sent everything."""


class WebProxy:
    """An ASGI app in front of the web process at `address`.

    trusted  addresses of reverse proxies before us, whose X-Forwarded-For and X-Forwarded-Proto are believed
    """

    def __init__(self, address: Address, *, trusted: frozenset[str] = frozenset()) -> None:
        self._pool = Pool(address)
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, length = await _measured(scope, receive)
            await self._exchange(scope, body, length, send)
        except TooLarge:
            await _drain(receive)
            await answers.say(scope, send, status=413, sentence=answers.TOO_LARGE)
        except (UpstreamDown, UpstreamBroke) as trouble:
            logger.warning("Cannot pass %s %s on: %s", scope["method"], scope["path"], trouble)
            await answers.say(scope, send, status=502, sentence=answers.RESTARTING)
        except TimeoutError:
            await answers.say(scope, send, status=504, sentence=answers.TOO_SLOW)
        except ClientLeft:
            return

    async def is_up(self) -> bool:
        """Whether the web process answers its health address."""
        request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"
        try:
            connection, status, headers = await self._ask(request, patience=0)
            async for _ in connection.body(headers):
                continue
        except (UpstreamDown, UpstreamBroke):
            return False
        self._pool.give_back(connection)
        return status == 200

    def close(self) -> None:
        self._pool.close()

    async def _exchange(self, scope: Scope, body: AsyncIterator[bytes], length: int, send: Send) -> None:
        request = self._head(scope, length)
        if length == 0 and scope["method"] in _REPEATABLE:
            connection, status, headers = await self._ask(request)
        else:
            connection = await self._pool.borrow()
            status, headers = await _upload(connection, request, body)
        await self._answer(scope, connection, status, headers, send)

    async def _ask(self, request: bytes, *, patience: float = 5.0) -> tuple[Connection, int, Headers]:
        """Send a request without a body. A kept connection that had died meanwhile is replaced."""
        while True:
            connection = await self._pool.borrow(patience=patience)
            try:
                await connection.send(request)
                async with asyncio.timeout(ANSWER_PATIENCE_SECONDS):
                    return connection, *await connection.head()
            except UpstreamBroke:
                connection.close()
                if connection.is_fresh:
                    raise
            except BaseException:
                connection.close()
                raise

    async def _answer(
        self, scope: Scope, connection: Connection, status: int, headers: Headers, send: Send
    ) -> None:
        passed = [one for one in headers if one[0] not in _HOP_BY_HOP and one[0] not in _ANSWERED_BY_SERVER]
        await send({"type": "http.response.start", "status": status, "headers": passed})
        try:
            if scope["method"] != "HEAD" and status not in (204, 304):
                async for piece in connection.body(headers):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except BaseException:
            connection.close()
            raise
        await send({"type": "http.response.body", "body": b""})
        self._pool.give_back(connection)

    def _head(self, scope: Scope, length: int) -> bytes:
        target = scope.get("raw_path") or scope["path"].encode()
        if scope["query_string"]:
            target += b"?" + scope["query_string"]
        client, scheme = self._origin(scope)
        lines = [b"%s %s HTTP/1.1" % (scope["method"].encode(), target)]
        lines += [
            b"%s: %s" % one for one in scope["headers"] if one[0] not in _HOP_BY_HOP and one[0] not in _OURS
        ]
        lines += [b"%s: %s" % (CLIENT_HEADER, client), b"%s: %s" % (SCHEME_HEADER, scheme)]
        if length or scope["method"] not in _REPEATABLE:
            lines.append(b"content-length: %d" % length)
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def _origin(self, scope: Scope) -> tuple[bytes, bytes]:
        """The reader's address and scheme; what a stranger claims about them is not passed on."""
        peer = scope["client"][0] if scope.get("client") else ""
        if peer in self._trusted:
            headers = dict(scope["headers"])
            client = headers.get(b"x-forwarded-for", peer.encode()).split(b",")[-1].strip()
            return client, headers.get(b"x-forwarded-proto", scope["scheme"].encode())
        return peer.encode(), scope["scheme"].encode()


async def _upload(connection: Connection, request: bytes, body: AsyncIterator[bytes]) -> tuple[int, Headers]:
    """Send a request with a body. The web process may answer before it has all; the rest is then let go."""
    answer = asyncio.ensure_future(connection.head())
    try:
        listens = await connection.send(request)
        async for piece in body:
            if answer.done() or not listens:
                connection.give_up()
            else:
                listens = await connection.send(piece)
        async with asyncio.timeout(ANSWER_PATIENCE_SECONDS):
            return await answer
    except BaseException:
        answer.cancel()
        connection.close()
        raise


async def _measured(scope: Scope, receive: Receive) -> tuple[AsyncIterator[bytes], int]:
    """The body and its length. A body of unknown length is read first: Django wants to know the length."""
    headers = dict(scope["headers"])
    if (length := headers.get(b"content-length")) is not None:
        if int(length) > LARGEST_UPLOAD_BYTES:
            raise TooLarge
        return _pieces(receive), int(length)
    if b"transfer-encoding" not in headers and (
        scope["http_version"] != "2" or scope["method"] in _REPEATABLE
    ):
        return _given([]), 0
    gathered = [piece async for piece in _pieces(receive)]
    return _given(gathered), sum(map(len, gathered))


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        piece = message.get("body", b"")
        size += len(piece)
        if size > LARGEST_UPLOAD_BYTES:
            raise TooLarge
        if piece:
            yield piece
        if not message.get("more_body"):
            return


async def _given(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _drain(receive: Receive) -> None:
    """Read on for a while: a browser shows our sentence only once it has sent what it wanted to send."""
    left = MOST_DRAINED_BYTES
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b"")) + 1
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
