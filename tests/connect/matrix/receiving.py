"""The receiver on a port of its own in this process, with a door that tests open, shut and break."""

import asyncio
import threading
import time

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server

from linli.connect.adapters.matrix import receiver
from linli.connect.gateway.front import answers


class Door:
    """Shut, it takes transactions and drops them: what one test leaves behind must not reach the next."""

    def __init__(self, port):
        self.port = port
        self.is_open = False
        self.failures = 0
        self.seen = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._wait()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return
        if not self.is_open:
            await answers.respond(send, status=200, body=b"{}", content_type=b"application/json")
        elif "/transactions/" in scope["path"] and self.failures:
            await receiver.app(scope, receive, _nowhere)
            self.failures -= 1
            self.seen.append(scope["path"].rpartition("/")[2])
            await answers.respond(send, status=502, body=b"{}", content_type=b"application/json")
        else:
            self.seen.append(scope["path"].rpartition("/")[2])
            await receiver.app(scope, receive, send)

    def fail_after_saving(self, times):
        """The next transactions are taken in, and the answer gets lost."""
        self.failures = times

    def _serve(self):
        asyncio.run(self._live())

    async def _live(self):
        self._server = Server(
            self, address="127.0.0.1", port=self.port, interface=Interfaces.ASGINL, log_enabled=False
        )
        self._loop = asyncio.get_running_loop()
        await self._server.serve()

    def _wait(self):
        deadline = time.monotonic() + 20
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/", timeout=2)
                return
            except httpx.HTTPError:
                assert time.monotonic() < deadline, "the receiver does not listen"
                time.sleep(0.05)

    def stop(self):
        self._loop.call_soon_threadsafe(self._server.stop)
        self._thread.join(10)


async def _nowhere(message):
    """An answer nobody gets."""
