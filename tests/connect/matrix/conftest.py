"""One homeserver for the session, and for each test a channel on it with fresh people and rooms."""

import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from linli.connect.adapters.matrix import account as accounts
from linli.connect.adapters.matrix import actions, jobs, registration
from linli.connect.adapters.matrix.adapter import MatrixAdapter
from linli.connect.gateway import orders, registry
from linli.connect.gateway.contract import Account
from linli.connect.gateway.models import Channel
from linli.connect.gateway.orders import Order
from linli.kernel.events import reading, setup
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actions import organisations, staff
from linli.people.communities.actions import communities, groups
from tests.connect.matrix.receiving import Door
from tests.connect.matrix.synapse import SERVER_NAME, Synapse, free_port

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
CHANNEL = 990_001
TOKENS = {"as_token": "as-token-of-the-tests", "hs_token": "hs-token-of-the-tests"}
PATIENCE_SECONDS = 20


def settings_of(homeserver, port):
    return {"homeserver": homeserver, "server_name": SERVER_NAME, "url": f"http://127.0.0.1:{port}"}


@pytest.fixture(scope="session")
def door():
    made = Door(free_port())
    yield made
    made.stop()


@pytest.fixture(scope="session")
def synapse(door):
    config = settings_of("http://unused.example", door.port)
    made = Synapse(registration.document(Account(CHANNEL, 1, config, TOKENS)))
    yield made
    made.stop()


@pytest.fixture
def wiring(settings):
    settings.WIRING = "tests.connect.matrix.small_wiring"


@pytest.fixture
def house(synapse, door, wiring, transactional_db):
    """Lin's organisation with the Matrix channel that the homeserver knows; its door is open."""
    setup.prepare(at=timezone.now())
    made = House(synapse, door)
    door.seen.clear()
    door.is_open = True
    yield made
    door.is_open = False
    door.failures = 0


class House:
    """An organisation, its channel, and the people of one test."""

    def __init__(self, synapse, door):
        self.synapse, self.door = synapse, door
        lin = staff.create_staff(email="lin@qingfeng.example", name="林晓", at=AT)
        self.by = actor.staff(lin.id)
        self.org = organisations.create_organisation(
            name="清风书社", slug="qingfeng", owner=lin, by=actor.SYSTEM, at=AT
        )
        with scope.org(self.org.id):
            config = settings_of(synapse.url, door.port)
            self.channel = Channel.objects.create(
                id=CHANNEL, adapter="matrix", name="Matrix", config=config, created_at=AT
            )
            actions.keep_tokens(self.channel, **TOKENS)
            self.community = communities.open_community(name="共读会", by=self.by, at=AT)
            self.account = registry.account_of(self.channel)
        self.matrix = accounts.of(self.account)
        self.bot = self.matrix.bot
        self.adapter = MatrixAdapter()

    def person(self, name):
        return self.synapse.person(name)

    def room(self, owner, name="共读一群", *, version="11"):
        """A room that our account is in with the power to act, bound to a group."""
        made = owner.make_room(name, invite=[self.bot], version=version)
        jobs.join_room(channel=self.channel.id, org=self.org.id, room=made)
        with scope.org(self.org.id):
            groups.bind_group(
                community=self.community,
                name=f"{name} {made[:6]}",
                channel_id=self.channel.id,
                external=made,
                by=self.by,
                at=AT,
            )
        return made

    def facts(self, room, *kinds):
        """(kind, fact) of what the log holds about a room, in log order."""
        return [
            (event.kind, event.fact)
            for event in self.events()
            if getattr(event.fact, "group", "") == room and (not kinds or event.kind in kinds)
        ]

    def events(self):
        with scope.org(self.org.id), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM events")
            return list(reading.stream(self.org.id)) if cursor.fetchone()[0] else []

    def wait_for(self, holds, what="it"):
        """The first true answer, asked again and again."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := holds()):
            assert time.monotonic() < deadline, f"waited in vain for {what}"
            time.sleep(0.05)
        return found

    def wait_for_facts(self, room, kind, count):
        return self.wait_for(
            lambda: (found := [fact for _, fact in self.facts(room, kind)])[
                : len(found) * (len(found) >= count)
            ],
            f"{count} {kind}",
        )

    def order(self, payload, room, *, key, person=""):
        verb = next(word for word, kind in orders.VERBS.items() if kind is type(payload))
        return Order(1, key, verb, room, person or getattr(payload, "person", ""), payload)

    def perform(self, *given):
        return list(self.adapter.perform(self.account, given))
