"""The front door: finds who answers a request by the start of its path, else passes it on to the web."""

import logging
from collections.abc import Mapping
from importlib import import_module

from linli.connect.gateway.front import answers, health
from linli.connect.gateway.front.asgi_types import App, Receive, Scope, Send
from linli.connect.gateway.front.proxy import WebProxy

logger = logging.getLogger(__name__)


class Front:
    """The ASGI app of the gateway.

    routes  path prefix -> `module:attribute` of an ASGI app; the longest wins. An app gets the whole path.
    proxy   takes everything else
    dsn     the database that /healthz asks
    """

    def __init__(self, routes: Mapping[str, str], *, proxy: WebProxy, dsn: str) -> None:
        self._apps = sorted(((prefix, _load(path)) for prefix, path in routes.items()), key=_longest_first)
        self._proxy = proxy
        self._dsn = dsn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif app := self._find(scope["path"]):
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == "/healthz":
            await self._tell_health(send)
        else:
            await self._proxy(scope, receive, send)

    def _find(self, path: str) -> App | None:
        for prefix, app in self._apps:
            if path.startswith(prefix):
                return app
        return None

    async def _tell_health(self, send: Send) -> None:
        found = await health.check(self._proxy, self._dsn)
        status = 503 if found.down else 200
        await answers.respond(send, status=status, body=found.document(), content_type=b"application/json")

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and stop with the server. Apps in the table do their own set-up on first use."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._proxy.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _load(path: str) -> App:
    module, _, attribute = path.partition(":")
    app: App = getattr(import_module(module), attribute)
    return app


def _longest_first(entry: tuple[str, App]) -> int:
    return -len(entry[0])
