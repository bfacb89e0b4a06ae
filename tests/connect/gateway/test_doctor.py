"""The doctor names what is wrong with the installation and with each channel."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.connect.gateway import doctor
from linli.connect.gateway.models import Channel, Effect
from linli.kernel.events import setup
from tests.connect.gateway.outbox.conftest import (
    NOON,
    a_plan,
    english,
    make_channel,
    org,
    planned,
    wiring,
)

__all__ = ["english", "org", "wiring"]


@pytest.fixture
def now(org):
    at = timezone.now()
    setup.prepare(at=at)
    return at


def ills(at):
    return {check.name: check.sentence for check in doctor.examine_installation(at=at) if not check.is_ok}


def test_a_sound_installation_has_no_ills(now):
    assert ills(now) == {}
    assert [check.name for check in doctor.examine_installation(at=now)] == [
        "database",
        "zone",
        "clock",
        "partitions",
        "workers",
        "outbox",
        "unknown",
    ]


def test_a_clock_that_is_wrong_is_named(now):
    assert ills(now - timedelta(seconds=30))["clock"] == (
        "The clocks of this machine and of the database differ by 30 seconds: set them."
    )


def test_a_month_without_a_partition_is_named(now):
    assert "start a worker" in ills(now + timedelta(days=300))["partitions"]


def test_effects_that_nobody_sends_or_decides_about_are_counted(now):
    make_channel("faulty")
    ids = planned(*(a_plan(str(n), due_at=now - timedelta(hours=1)) for n in range(3)))
    Effect.objects.filter(id=ids[0]).update(state="unknown", started_at=now - timedelta(hours=1))

    found = ills(now)

    assert found["outbox"] == "Effects overdue by more than a minute: 2. Start a worker."
    assert found["unknown"] == (
        "Effects that may or may not have arrived: 1. Decide about them in the outbox."
    )


def test_each_channel_is_examined_by_its_adapter(now):
    make_channel("faulty")
    make_channel("null")
    make_channel("faulty", name="sealed elsewhere")
    Channel.objects.filter(name="sealed elsewhere").update(secrets="not ours")
    Channel.objects.create(adapter="gone", name="old", created_at=NOON)
    Channel.objects.create(adapter="gone", name="resting", state="off", created_at=NOON)

    found = {one.name: one for one in doctor.examine_all(at=now)}

    assert [one.is_well for one in found.values()] == [True, False, True, False, False]
    assert found["faulty (faulty)"].checks[0].sentence == "The setting token is wrong: copy it again."
    assert "LINLI_SECRET_KEY" in found["sealed elsewhere (faulty)"].checks[0].sentence
    assert found["old (gone)"].checks[0].sentence.startswith("no adapter is called 'gone'; there are: ")
    assert "resting (gone)" not in found
