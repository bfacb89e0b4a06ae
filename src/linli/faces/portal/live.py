"""/live/room/<address>: the changes of a room as server-sent events, in the gateway's process.

Reads and renders in threads; a page that comes back says what it heard last and gets everything since.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar
from urllib.parse import parse_qs, unquote

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room import refusals, sessions
from linli.connect.adapters.room.live.hub import Change, Hub, Subscriber
from linli.connect.adapters.room.models import RoomMessage
from linli.connect.gateway.front import answers
from linli.connect.gateway.front.asgi_types import Receive, Scope, Send
from linli.faces.portal import bubbles
from linli.kernel.database.connection import dsn_of
from linli.kernel.orgs import scope as tenant
from linli.people.communities import queries as communities

PREFIX = "/live/room/"
LONGEST_SECONDS = 3600.0
BEAT_SECONDS = 15.0
MOST_STREAMS = 8
THREADS = 4
T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """A changed row, drawn in every language; `only_for` and `about` are external ids of guests."""

    html: dict[str, str]
    only_for: str
    about: str
    notice: str

    def ends(self, guest: str) -> bool:
        """Is this the news that a guest is not in the room any more?"""
        return self.about == guest and self.notice in ("left", "kicked", "banned")


@dataclass(frozen=True)
class Admission:
    """Who may listen to what."""

    room: int
    guest: str
    position: int


class Live:
    """The ASGI application. Its hub belongs to the event loop it first runs in."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self._places: dict[int, tuple[int, str, str]] = {}
        self._open: Counter[str] = Counter()
        self._hub: Hub[Told] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await answers.respond(send, status=405, body=b"", content_type=b"text/plain")
            return
        asked = await self._in_thread(lambda: self._admit(scope))
        if asked is None:
            await answers.respond(send, status=404, body=b"no such room", content_type=b"text/plain")
        elif self._open[asked.guest] >= MOST_STREAMS:
            await answers.respond(send, status=429, body=b"too many pages", content_type=b"text/plain")
        else:
            await self._serve(scope, asked, receive, send)

    async def _serve(self, scope: Scope, asked: Admission, receive: Receive, send: Send) -> None:
        self._open[asked.guest] += 1
        leaving = asyncio.create_task(_left(receive))
        try:
            await _begin(send)
            async with self._hub_here().watch(asked.room, position=asked.position) as subscriber:
                await _stream(subscriber, asked, _language(scope), leaving, send)
        finally:
            leaving.cancel()
            self._open[asked.guest] -= 1
            if not self._open[asked.guest]:
                del self._open[asked.guest]

    def _hub_here(self) -> Hub[Told]:
        loop = asyncio.get_running_loop()
        if self._hub is None or self._loop is not loop:
            dsn = dsn_of(settings.DATABASES["default"])
            self._hub, self._loop = Hub(read=self._read, dsn=dsn, threads=self._threads), loop
        return self._hub

    async def _in_thread(self, work: Callable[[], T]) -> T:
        def closing() -> T:
            try:
                return work()
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._threads, closing)

    def _admit(self, scope: Scope) -> Admission | None:
        held = sessions.read(_cookie(scope)).current
        if held is None:
            return None
        address = unquote(str(scope["path"])[len(PREFIX) :]).rstrip("/")
        with tenant.org(held.org):
            guest = rooms.find_guest(held.guest, held.session)
            if guest is None:
                return None
            try:
                stay = rooms.access_stay(guest, address)
            except refusals.NoSuchRoom:
                return None
            community = communities.get_community(stay.room.address.community_id or 0)
            self._places[stay.room_id] = (held.org, community.zone, address)
            return Admission(stay.room_id, guest.external, _after(scope, stay.room.position))

    def _read(self, room: int, position: int) -> Sequence[Change[Told]]:
        org, zone, address = self._places[room]
        try:
            with tenant.org(org), timezone.override(zone):
                found = rooms.changes_since(room, position)
                return [Change(message.position, _told(message, address)) for message in found]
        finally:
            connection.close()


async def _begin(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})


async def _stream(
    subscriber: Subscriber[Told], asked: Admission, language: str, leaving: asyncio.Task[None], send: Send
) -> None:
    """Pass changes on until the page goes, is thrown out, reads too slowly, or has been open for an hour."""
    ends_at = time.monotonic() + LONGEST_SECONDS
    while not leaving.done() and time.monotonic() < ends_at:
        change = await _next(subscriber, leaving)
        if change is not None:
            if change.what.only_for in ("", asked.guest):
                await _say(send, _event("change", {"html": change.what.html[language]}, change.position))
            if change.what.ends(asked.guest):
                await _say(send, _event("gone", {}, change.position))
                break
        elif subscriber.is_lost:
            await _say(send, _event("reset", {}, None))
            break
        elif not leaving.done():
            await _say(send, b": beat\n\n")
    if not leaving.done():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _next(subscriber: Subscriber[Told], leaving: asyncio.Task[None]) -> Change[Told] | None:
    """The next change; None after a while without one, and when the page goes."""
    if not subscriber.queue.empty():
        return subscriber.queue.get_nowait()
    getting = asyncio.create_task(subscriber.queue.get())
    try:
        await asyncio.wait({getting, leaving}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return getting.result() if getting.done() else None
    finally:
        getting.cancel()


def _event(name: str, data: dict[str, str], position: int | None) -> bytes:
    lines = [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False)}", "", ""]
    if position is not None:
        lines.insert(0, f"id: {position}")
    return "\n".join(lines).encode()


def _say(send: Send, body: bytes) -> Awaitable[None]:
    return send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _told(message: RoomMessage, address: str) -> Told:
    return Told(
        html={code: _drawn(message, address, code) for code, _ in settings.LANGUAGES},
        only_for=message.only_for.external if message.only_for else "",
        about=message.about.external if message.about else "",
        notice=message.notice,
    )


def _drawn(message: RoomMessage, address: str, language: str) -> str:
    with translation.override(language):
        context = {"bubble": bubbles.bubble_of(message), "address": address}
        drawn: str = render_to_string("portal/chat/bubble.html", context)
    return drawn


def _cookie(scope: Scope) -> str:
    given = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    try:
        found = SimpleCookie(given.decode("latin-1")).get(sessions.COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _query(scope: Scope, name: str) -> str:
    asked: str = scope["query_string"].decode("latin-1")
    return parse_qs(asked).get(name, [""])[0]


def _after(scope: Scope, present: int) -> int:
    """The last change the page heard of, never ahead of the room."""
    headers = dict(scope["headers"])
    for said in (headers.get(b"last-event-id", b"").decode("latin-1"), _query(scope, "after")):
        if said.isdigit() and len(said) < 19:
            return min(int(said), present)
    return present


def _language(scope: Scope) -> str:
    asked = _query(scope, "language")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


application = Live()
