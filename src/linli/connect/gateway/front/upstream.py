"""Connections to the web process: HTTP/1.1, kept alive, bodies in pieces in both directions.

The web process is ours and behind the same wall, so this reads what a correct server writes and treats
anything else as a broken connection. Requests come from a parsed scope: a header cannot smuggle in another.
"""

import asyncio
from collections.abc import AsyncIterator

from linli.connect.gateway.front.address import Address
from linli.connect.gateway.front.asgi_types import Headers

LONGEST_HEAD_BYTES = 256 * 1024
PIECE_BYTES = 64 * 1024
MOST_IDLE = 32
CONNECT_PATIENCE_SECONDS = 5.0


class UpstreamDown(Exception):
    """The web process does not accept connections."""


class UpstreamBroke(Exception):
    """The web process closed the connection, or answered something that is not HTTP."""


class _Reader(asyncio.StreamReader):
    """Keeps what has arrived when the other side closes while we write: it may be the reason."""

    def set_exception(self, exc: BaseException) -> None:
        self.feed_eof()


class Connection:
    """One kept-alive connection, used by one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._is_reusable = True
        self.is_fresh = True

    @property
    def is_open(self) -> bool:
        return self._is_reusable and not self._reader.at_eof() and not self._writer.is_closing()

    async def send(self, data: bytes) -> bool:
        """Write a piece; False when the other side no longer listens (it may still have answered)."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except (ConnectionError, OSError):
            self._is_reusable = False
            return False
        return True

    def give_up(self) -> None:
        """Never reuse this connection: the request on it was not finished."""
        self._is_reusable = False

    async def head(self) -> tuple[int, Headers]:
        """The status and headers of the answer; 1xx answers are passed over."""
        try:
            while True:
                block = await self._reader.readuntil(b"\r\n\r\n")
                status, headers = _parse_head(block)
                if status >= 200:
                    return status, headers
        except (
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            ConnectionError,
            ValueError,
        ) as trouble:
            self._is_reusable = False
            raise UpstreamBroke(str(trouble)) from trouble

    async def body(self, headers: Headers) -> AsyncIterator[bytes]:
        """The pieces of the answer's body, as its headers frame it."""
        known = {name: value for name, value in headers if name in _FRAMING}
        if known.get(b"connection", b"").lower() == b"close":
            self._is_reusable = False
        try:
            if b"chunked" in known.get(b"transfer-encoding", b"").lower():
                pieces = self._chunks()
            elif (length := known.get(b"content-length")) is not None:
                pieces = self._exactly(int(length))
            else:
                self._is_reusable = False
                pieces = self._until_end()
            async for piece in pieces:
                yield piece
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as trouble:
            self._is_reusable = False
            raise UpstreamBroke(str(trouble)) from trouble

    def close(self) -> None:
        self._writer.close()

    async def _exactly(self, length: int) -> AsyncIterator[bytes]:
        while length:
            piece = await self._reader.read(min(length, PIECE_BYTES))
            if not piece:
                raise asyncio.IncompleteReadError(b"", length)
            length -= len(piece)
            yield piece

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16):
            async for piece in self._exactly(size):
                yield piece
            await self._reader.readexactly(2)
        while await self._reader.readuntil(b"\r\n") != b"\r\n":
            continue

    async def _until_end(self) -> AsyncIterator[bytes]:
        while piece := await self._reader.read(PIECE_BYTES):
            yield piece


class Pool:
    """Idle connections to one address, the most recent first."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle: list[Connection] = []

    async def borrow(self, *, patience: float = CONNECT_PATIENCE_SECONDS) -> Connection:
        """A connection; a web process that is just restarting is waited for."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                connection.is_fresh = False
                return connection
            connection.close()
        return await self._connect(patience)

    def give_back(self, connection: Connection) -> None:
        if connection.is_open and len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    async def _connect(self, patience: float) -> Connection:
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            try:
                return await self._open()
            except OSError as trouble:
                if asyncio.get_running_loop().time() >= deadline:
                    raise UpstreamDown(str(trouble)) from trouble
                await asyncio.sleep(0.1)

    async def _open(self) -> Connection:
        loop = asyncio.get_running_loop()
        reader = _Reader(limit=LONGEST_HEAD_BYTES, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        if self._address.path:
            transport, _ = await loop.create_unix_connection(lambda: protocol, self._address.path)
        else:
            transport, _ = await loop.create_connection(
                lambda: protocol, self._address.host, self._address.port
            )
        return Connection(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


_FRAMING = frozenset({b"connection", b"transfer-encoding", b"content-length"})


def _parse_head(block: bytes) -> tuple[int, Headers]:
    lines = block[:-4].split(b"\r\n")
    version, status, *_ = lines[0].split(b" ", 2)
    if not version.startswith(b"HTTP/1."):
        raise ValueError("the answer is not HTTP/1")
    headers: Headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if not colon:
            raise ValueError("a header has no colon")
        headers.append((name.lower(), value.strip()))
    return int(status), headers
