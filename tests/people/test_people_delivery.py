"""The people floor hears of the log through real delivery, as a worker runs it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.kernel.events import delivery, setup
from linli.people.communities.actions import groups
from linli.people.members.models import Member, Membership, Nickname
from tests.cast import AT, ROOM, SPOKE_AT, build

HOUR = timedelta(hours=1)


@pytest.fixture
def delivered(transactional_db):
    """The cast, every wired reaction having read the log to its end."""
    cast = build()
    deliver()
    return cast


def deliver():
    setup.prepare(at=timezone.now())
    return delivery.deliver_all(at=timezone.now())


def record(kind, number, at, **more):
    return Inbound(kind=kind, external_id=f"d-{number}", occurred_at=at, group=ROOM, **more)


def test_what_the_cast_did_is_heard_once_more_without_effect(delivered):
    """Building the cast let the reactions run by hand already: delivery repeats them all."""
    with delivered.scope():
        assert Member.objects.count() == 2
        assert Nickname.objects.count() == 2
        stays = Membership.objects.values_list("member_id", "stay", "joined_at", "last_spoke_at")
        assert set(stays) == {(delivered.su.id, 1, AT, SPOKE_AT), (delivered.momo.id, 1, AT, None)}
    assert deliver() == 0


def test_a_newcomer_a_farewell_and_a_closed_group_reach_the_people(delivered):
    with delivered.scope():
        accepting.accept(
            delivered.channel.id,
            [
                record("message", 1, AT + HOUR, sender="hua", sender_name="华", text="大家好"),
                record("leave", 2, AT + 2 * HOUR, sender="momo"),
            ],
            at=AT + 3 * HOUR,
        )
        groups.close_group(group=delivered.group, by=delivered.by_lin, at=AT + 4 * HOUR)

    deliver()

    with delivered.scope():
        hua = Member.objects.get(name="华")
        stays = Membership.objects.values_list("member_id", "joined_at", "left_at", "leave_reason")
        assert set(stays) == {
            (delivered.su.id, AT, AT + 4 * HOUR, "dissolved"),
            (delivered.momo.id, AT, AT + 2 * HOUR, "left"),
            (hua.id, AT + HOUR, AT + 4 * HOUR, "dissolved"),
        }
