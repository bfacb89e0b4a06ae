"""Is every part of the installation up? Asked of the parts themselves, never remembered."""

import asyncio
import dataclasses
import json

import psycopg

from linli.connect.gateway.front.proxy import WebProxy
from linli.kernel.database import heartbeat

PATIENCE_SECONDS = 3


@dataclasses.dataclass(frozen=True)
class Health:
    """Which parts answer."""

    web: bool
    worker: bool
    gateway: bool
    database: bool

    @property
    def down(self) -> list[str]:
        return [name for name, is_up in dataclasses.asdict(self).items() if not is_up]

    def document(self) -> bytes:
        parts = dataclasses.asdict(self)
        return json.dumps({"ok": not self.down, **parts, "down": self.down}).encode()


async def check(proxy: WebProxy, dsn: str) -> Health:
    """Ask all parts at once; the gateway is up, since it is asking."""
    web, (database, worker) = await asyncio.gather(_web(proxy), asyncio.to_thread(_database_and_worker, dsn))
    return Health(web=web, worker=worker, gateway=True, database=database)


async def _web(proxy: WebProxy) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await proxy.is_up()
    except TimeoutError:
        return False


def _database_and_worker(dsn: str) -> tuple[bool, bool]:
    try:
        with psycopg.connect(dsn, connect_timeout=PATIENCE_SECONDS, autocommit=True) as connection:
            return True, heartbeat.is_beating(connection, part="worker")
    except psycopg.Error:
        return False, False
