"""What can be read about a member in a community, one by one and as a set."""

from datetime import timedelta

import pytest
from django.db import connection

from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import registry
from linli.people.belonging.models import Belonging
from tests.cast import AT
from tests.people.belonging.living import Living, belonging

PROBES = [probe for probe in registry.probes(Subject.BELONGING) if probe.name.startswith("belonging.")]


@pytest.fixture
def lives(cast):
    living = Living(cast, AT + timedelta(days=9))
    for number in range(8):
        living.say("message", "su", AT + timedelta(days=number, hours=1), text="早", reply_to="m-1")
    living.say("reaction", "momo", AT + timedelta(days=2), target="m-1", emoji="👍")
    living.say("leave", "momo", AT + timedelta(days=3))
    living.hear()
    return cast


def context(cast):
    return Context(org_id=cast.org.id, community_id=cast.community.id, at=AT, actor=cast.by_lin.code, key="k")


def read(name, subjects, cast):
    return registry.read(name, subjects, context(cast))


def test_there_are_fifteen_readings():
    assert len(PROBES) == 15


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_a_set_reads_what_a_batch_reads(lives, probe):
    ids = list(Belonging.objects.values_list("id", flat=True))
    with connection.cursor() as cursor:
        fragment = probe.sql()
        cursor.execute(f"SELECT belonging.id, {fragment.text} FROM belonging_belonging belonging")
        found = dict(cursor.fetchall())

    assert read(probe.name, ids, lives) == found
    assert len(found) == 2


def test_the_values(lives):
    su, momo = belonging(lives.su), belonging(lives.momo)

    values = {probe.name.split(".")[1]: read(probe.name, [su.id], lives)[su.id] for probe in PROBES}

    assert values == {
        "stage": "new",
        "relation": "familiar",
        "contribution": "ordinary",
        "days_silent": 2,
        "days_joined": 9,
        "messages": 9,
        "messages_7": 5,
        "messages_30": 9,
        "messages_90": 9,
        "active_days": 8,
        "active_days_30": 8,
        "replies": 8,
        "replies_30": 8,
        "reactions_30": 0,
        "is_in": True,
    }
    assert read("belonging.is_in", [momo.id], lives) == {momo.id: False}
    assert read("belonging.days_silent", [momo.id, 999], lives) == {momo.id: 7, 999: None}
