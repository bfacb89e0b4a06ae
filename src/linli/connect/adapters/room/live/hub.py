"""Fans changes of rooms out to open pages: one LISTEN connection a process, one query a change and room."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import psycopg

from linli.connect.adapters.room.writing import WAKE

QUEUE_LENGTH = 256
LOOK_AGAIN_SECONDS = 15.0
IDLE_SECONDS = 1.0
PAUSE_SECONDS = 1.0
T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change(Generic[T]):
    """Something that changed in a room, at its position, as the reader made it."""

    position: int
    what: T


@dataclass(eq=False)
class Subscriber(Generic[T]):
    """An open page. `is_lost`: it read too slowly and must ask again from where it was."""

    room: int
    queue: asyncio.Queue[Change[T]] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))
    is_lost: bool = False

    def give(self, change: Change[T]) -> None:
        """Put a change into the queue; a full queue loses the page rather than the memory."""
        if self.is_lost:
            return
        try:
            self.queue.put_nowait(change)
        except asyncio.QueueFull:
            self.is_lost = True


@dataclass(eq=False)
class Feed(Generic[T]):
    """A room that somebody watches: how far it was read, for whom, and how many watch or are about to."""

    position: int
    subscribers: set[Subscriber[T]] = field(default_factory=set)
    watching: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


Reader = Callable[[int, int], Sequence[Change[T]]]


class Hub(Generic[T]):
    """Watches rooms for this process.

    read  (room, position) -> changes after that position in their order; runs in a thread
    dsn   where to listen
    """

    def __init__(self, *, read: Reader[T], dsn: str, threads: ThreadPoolExecutor) -> None:
        self._read = read
        self._dsn = dsn
        self._threads = threads
        self._feeds: dict[int, Feed[T]] = {}
        self._task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def watch(self, room: int, *, position: int) -> AsyncIterator[Subscriber[T]]:
        """A subscriber that gets everything after `position`, from before or after it came, in order."""
        subscriber: Subscriber[T] = Subscriber(room)
        feed = self._feeds.setdefault(room, Feed(position))
        feed.watching += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            async with feed.lock:
                await self._catch_up(subscriber, feed, position)
            yield subscriber
        finally:
            feed.subscribers.discard(subscriber)
            feed.watching -= 1
            if not feed.watching:
                del self._feeds[room]

    async def rest(self) -> None:
        """Wait until the connection is given up, which happens soon after the last page has gone."""
        if self._task is not None:
            await self._task

    async def _catch_up(self, subscriber: Subscriber[T], feed: Feed[T], position: int) -> None:
        """Give a new page what it has missed; afterwards it is where the feed is, and goes on with it."""
        if not feed.subscribers:
            feed.position = position
            feed.subscribers.add(subscriber)
            await self._hand_out(subscriber.room, feed)
            return
        await self._hand_out(subscriber.room, feed)
        while position < feed.position and not subscriber.is_lost:
            missed = await self._ask(subscriber.room, position)
            if not missed:
                break
            for change in missed:
                if change.position <= feed.position:
                    subscriber.give(change)
                position = change.position
        feed.subscribers.add(subscriber)

    async def _hand_out(self, room: int, feed: Feed[T]) -> None:
        """Read what is new in a room and give it to everybody who watches it."""
        while changes := await self._ask(room, feed.position):
            feed.position = changes[-1].position
            for change in changes:
                for subscriber in feed.subscribers:
                    subscriber.give(change)

    async def _ask(self, room: int, position: int) -> Sequence[Change[T]]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._read, room, position)

    async def _refresh(self, room: int) -> None:
        feed = self._feeds.get(room)
        if feed is None:
            return
        try:
            async with feed.lock:
                await self._hand_out(room, feed)
        except Exception:
            logger.exception("Cannot read room %s", room)

    async def _listen(self) -> None:
        """Hear of changes until nobody watches; a broken connection is made anew and everything looked at."""
        while self._feeds:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError) as trouble:
                logger.warning("Cannot listen for changes of rooms: %s", trouble)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(f"LISTEN {WAKE}")
            looked_at = 0.0
            while self._feeds:
                if time.monotonic() - looked_at > LOOK_AGAIN_SECONDS:
                    looked_at = time.monotonic()
                    await self._refresh_all()
                async for notice in connection.notifies(timeout=IDLE_SECONDS):
                    if notice.payload.isdigit():
                        await self._refresh(int(notice.payload))

    async def _refresh_all(self) -> None:
        """All watched rooms, now and then: a wake-up that was lost costs seconds, never a message."""
        for room in list(self._feeds):
            await self._refresh(room)
