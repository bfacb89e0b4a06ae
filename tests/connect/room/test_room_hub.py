"""The hub: nobody misses a change, whenever they come, and who reads too slowly is told so."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from linli.connect.adapters.room import queries
from linli.connect.adapters.room.actions import speaking
from linli.connect.adapters.room.live import hub as hubs
from linli.connect.adapters.room.live.hub import Change, Hub
from linli.kernel.database.connection import dsn_of
from linli.kernel.orgs import scope
from tests import rooms
from tests.cast import AT, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    made = build()
    with made.scope():
        yield made


@pytest.fixture
def inside(cast):
    return rooms.furnish(cast, AT)


@pytest.fixture
def hub(cast, monkeypatch):
    monkeypatch.setattr(hubs, "IDLE_SECONDS", 0.05)
    threads = ThreadPoolExecutor(2)

    def read(room, position):
        try:
            with scope.org(cast.org.id):
                return [Change(one.position, one.text) for one in queries.changes_since(room, position)]
        finally:
            connection.close()

    yield Hub(read=read, dsn=dsn_of(settings.DATABASES["default"]), threads=threads)
    threads.shutdown()


def say(inside, text, second=0):
    """Say something, in a thread or not, and leave no connection behind."""
    speaking.post(stay=inside.su, text=text, at=AT + timedelta(minutes=1, seconds=second))
    connection.close()


async def take(subscriber, count):
    found = []
    async with asyncio.timeout(10):
        while len(found) < count:
            found.append(await subscriber.queue.get())
    return [one.what for one in found]


def run(hub, watching):
    """Watch, then wait until the hub has let go of its connection."""

    async def whole():
        found = await watching
        await hub.rest()
        return found

    return asyncio.run(whole())


def test_changes_before_and_after_coming_arrive_in_order(inside, hub):
    say(inside, "before", 1)

    async def watch():
        async with hub.watch(inside.room.id, position=2) as subscriber:
            first = await take(subscriber, 1)
            await asyncio.to_thread(say, inside, "after", 2)
            return first + await take(subscriber, 1)

    assert run(hub, watch()) == ["before", "after"]


def test_two_who_come_at_different_times_hear_everything(inside, hub):
    async def watch():
        async with hub.watch(inside.room.id, position=2) as early:
            await asyncio.to_thread(say, inside, "one", 1)
            await take(early, 1)
            async with hub.watch(inside.room.id, position=0) as late:
                await asyncio.to_thread(say, inside, "two", 2)
                return await take(early, 1), await take(late, 4)

    assert run(hub, watch()) == (["two"], ["", "", "one", "two"])


def test_nothing_is_kept_when_the_last_page_has_gone(inside, hub):
    async def watch():
        async with hub.watch(inside.room.id, position=0):
            pass
        return hub._feeds

    assert run(hub, watch()) == {}


def test_who_reads_too_slowly_is_lost_and_not_the_memory(inside, hub, monkeypatch):
    monkeypatch.setattr(hubs, "QUEUE_LENGTH", 2)
    for second in range(3):
        say(inside, str(second), second)

    async def watch():
        async with hub.watch(inside.room.id, position=0) as subscriber:
            return subscriber.is_lost, subscriber.queue.qsize()

    assert run(hub, watch()) == (True, 2)


def test_a_broken_connection_is_made_anew(inside, hub, monkeypatch):
    monkeypatch.setattr(hubs, "PAUSE_SECONDS", 0.05)

    def cut():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN linli_room'"
            )
        connection.close()

    async def watch():
        async with hub.watch(inside.room.id, position=2) as subscriber:
            await asyncio.to_thread(say, inside, "one", 1)
            first = await take(subscriber, 1)
            await asyncio.to_thread(cut)
            await asyncio.to_thread(say, inside, "two", 2)
            return first + await take(subscriber, 1)

    assert run(hub, watch()) == ["one", "two"]
