"""The stream of a room, as the gateway serves it: who hears what, and nobody misses anything."""

import asyncio
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from linli.connect.adapters.room import sessions
from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.adapters.room.live import hub as hubs
from linli.connect.adapters.room.models import Room
from linli.faces.portal import live
from tests import rooms
from tests.cast import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    made = build()
    with made.scope():
        yield made


@pytest.fixture
def inside(cast):
    return rooms.furnish(cast, timezone.now())


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(hubs, "IDLE_SECONDS", 0.05)
    made = live.Live()
    yield made
    made._threads.shutdown()


class Page:
    """An open page: `news(n)` waits for n events of the stream as (name, id, data)."""

    def __init__(self, app, guest, *, address="reading-1", after="", last="", language="en"):
        cookie = f"{sessions.COOKIE}={rooms.cookie_of(guest)}" if guest else ""
        headers = [(b"cookie", cookie.encode()), (b"last-event-id", str(last).encode())]
        query = f"language={language}&after={after}".encode()
        path = f"/live/room/{address}"
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query,
            "headers": headers,
        }
        self.app, self.status, self._gone = app, None, asyncio.Event()
        self._said, self._text = asyncio.Queue(), ""

    async def __aenter__(self):
        self._task = asyncio.create_task(self.app(self.scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_):
        self._gone.set()
        await self._task

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.status = message.get("status", self.status)
        self._said.put_nowait(message.get("body", b"").decode())

    async def news(self, count):
        found = []
        async with asyncio.timeout(10):
            while len(found) < count:
                while "\n\n" not in self._text:
                    self._text += await self._said.get()
                block, _, self._text = self._text.partition("\n\n")
                lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
                if "event" in lines:
                    found.append((lines["event"], int(lines.get("id", 0)), json.loads(lines["data"])))
        return found


def run(app, watching):
    async def whole():
        found = await asyncio.wait_for(watching(), 30)
        if app._hub:
            await app._hub.rest()
        return found

    return asyncio.run(whole())


def say(stay, text, second=0):
    made = speaking.post(stay=stay, text=text, at=timezone.now() + timedelta(seconds=second))
    connection.close()
    return made


def present(inside):
    return Room.objects.get(id=inside.room.id).position


def test_what_is_said_arrives_as_a_bubble(inside, app):
    start = present(inside)

    async def watching():
        async with Page(app, inside.momo.guest, after=start) as page:
            await asyncio.to_thread(say, inside.su, "hello <b>")
            found = await page.news(1)
            return page.status, found

    status, [(name, position, data)] = run(app, watching)

    assert (status, name, position) == (200, "change", start + 1)
    assert "hello &lt;b&gt;" in data["html"]


def test_a_page_that_comes_back_hears_all_it_missed_once(inside, app):
    start = present(inside)
    say(inside.su, "one", 1)

    async def watching():
        async with Page(app, inside.momo.guest, after=start) as page:
            [(_, first, _)] = await page.news(1)
        for number in (2, 3, 4):
            await asyncio.to_thread(say, inside.su, f"number {number}", number)
        async with Page(app, inside.momo.guest, after=start, last=first) as page:
            await asyncio.to_thread(say, inside.su, "number 5", 5)
            return await page.news(4)

    found = run(app, watching)

    assert [position for _, position, _ in found] == [start + 2, start + 3, start + 4, start + 5]
    assert all(f"number {n}" in data["html"] for n, (_, _, data) in enumerate(found, 2))


def test_each_reads_it_in_their_language(inside, app):
    start = present(inside)
    joining.leave(stay=inside.su, at=timezone.now())
    connection.close()

    async def watching():
        pages = [Page(app, inside.momo.guest, after=start, language=one) for one in ("en", "zh-hans")]
        async with pages[0] as english, pages[1] as chinese:
            return await english.news(1), await chinese.news(1)

    [(_, _, english)], [(_, _, chinese)] = run(app, watching)

    assert ("苏木 left" in english["html"], "苏木 离开了群聊" in chinese["html"]) == (True, True)


def test_who_leaves_hears_no_more(inside, app):
    start = present(inside)

    def leave():
        joining.leave(stay=inside.su, at=timezone.now())
        connection.close()

    async def watching():
        async with Page(app, inside.su.guest, after=start) as page:
            await asyncio.to_thread(leave)
            found = await page.news(2)
            await asyncio.wait_for(page._task, 20)
            return found

    assert [name for name, _, _ in run(app, watching)] == ["change", "gone"]


def test_private_words_reach_one_page_only(inside, app):
    from linli.connect.adapters.room import ids, writing
    from linli.connect.adapters.room.models import RoomMessage

    start = present(inside)
    writing.add(
        RoomMessage(
            room=inside.room,
            external=ids.message_id(),
            text="psst",
            only_for=inside.su.guest,
            at=timezone.now(),
        )
    )
    say(inside.momo, "loud")

    async def watching():
        async with (
            Page(app, inside.su.guest, after=start) as su,
            Page(app, inside.momo.guest, after=start) as momo,
        ):
            return await su.news(2), await momo.news(1)

    heard_by_su, heard_by_momo = run(app, watching)

    assert "psst" in heard_by_su[0][2]["html"]
    assert "loud" in heard_by_momo[0][2]["html"]


@pytest.mark.parametrize("who", ["stranger", "zhou", "nowhere"])
def test_others_hear_nothing(inside, cast, app, who):
    guests = {
        "stranger": None,
        "zhou": rooms.elsewhere(cast, timezone.now()).su.guest,
        "nowhere": inside.su.guest,
    }
    page = Page(app, guests[who], address="nowhere" if who == "nowhere" else "reading-1")
    connection.close()

    async def watching():
        async with page:
            await asyncio.wait_for(page._task, 5)
        return page.status

    assert run(app, watching) == 404
