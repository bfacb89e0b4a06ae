"""An organisation with a channel, two groups and two people, on the small wiring."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.utils import translation

from linli.connect.gateway.models import Address, Channel, Effect, Identity
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import dispatch, planning
from linli.connect.gateway.outbox.planning import Plan
from linli.connect.gateway.policy import actions
from linli.kernel.events import setup
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.models import Organisation

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Monday, noon in Shanghai."""
LIN = actor.staff(1)
GROUP, OTHER_GROUP, UNBOUND_GROUP = 11, 12, 13
SU, MOMO, FAR_AWAY, STRANGER = 77, 78, 99, 100
COMMUNITY = 7
OPEN = "kind: policy\nid: open\nbreaker: {min_samples: 10000}"


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def wiring(settings):
    settings.WIRING = "tests.connect.gateway.outbox.small_wiring"


@pytest.fixture
def org(wiring, transactional_db):
    setup.prepare(at=NOON)
    found = Organisation.objects.create(name="Lin", slug="lin", zone="Asia/Shanghai", created_at=NOON)
    with scope.org(found.id):
        yield found


@pytest.fixture
def channel(org):
    return make_channel("faulty")


def make_channel(adapter, *, name=None, **config):
    """A channel on which both groups and all people but the stranger are known."""
    made = Channel.objects.create(adapter=adapter, name=name or adapter, config=config, created_at=NOON)
    for group in (GROUP, OTHER_GROUP):
        Address.objects.create(
            channel=made, external=f"!{group}", group_id=group, community_id=COMMUNITY, first_seen_at=NOON
        )
    for member in (SU, MOMO, FAR_AWAY):
        Identity.objects.create(channel=made, external=f"@{member}", member_id=member, first_seen_at=NOON)
    return made


def allow(text=OPEN):
    """Let a policy hold for the whole organisation; without a text, one that forbids nothing."""
    actions.save_policy(text=text, community=None, by=LIN, at=NOON)


def a_plan(key="a", **given):
    """A plan for a message to the first group, due at noon."""
    usual = {"group": GROUP, "payload": SendMessage("hello"), "due_at": NOON, "origin": "run:1"}
    return Plan(key=key, **{**usual, **given})


def planned(*plans):
    """Plan in a transaction of its own; returns the ids."""
    with transaction.atomic():
        return planning.plan(plans, by=LIN, at=NOON)


def send(at=NOON, **given):
    """One round of dispatch at a moment, by a loop of the ground (in no organisation's scope)."""
    return dispatch.dispatch_round(clock=lambda: at, **given)


def effect(id):
    return Effect.objects.get(id=id)


def states():
    return list(Effect.objects.order_by("id").values_list("state", flat=True))


def events(kind=None):
    """The data of the events in the log, of one kind or of all, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, data::jsonb FROM events WHERE %s::text IS NULL OR kind = %s ORDER BY position",
            [kind, kind],
        )
        return [
            (row[0], json.loads(row[1]) if isinstance(row[1], str) else row[1]) for row in cursor.fetchall()
        ]
