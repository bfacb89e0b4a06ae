"""Somebody who asks to come in has a cookie and is known, but is in no room until they are let in."""

from datetime import timedelta

import pytest

from linli.connect.adapters.room import refusals, rules
from linli.connect.adapters.room.actions import joining
from linli.connect.adapters.room.models import RoomGuest, RoomStay
from linli.connect.gateway import orders
from linli.connect.gateway.contract import Refused, Sent
from linli.connect.gateway.models import Identity, Presence
from linli.facts.members import IdentitySeen
from linli.people.members.models import Member, Membership
from tests.cast import AT, events_after, hear
from tests.connect.room.test_room_adapter import account, do, order  # noqa: F401

LATER = AT + timedelta(hours=1)


def test_who_asks_is_a_member_without_a_stay(inside, cast):
    stays = RoomStay.objects.count()
    before = Membership.objects.count()

    greeted = joining.greet(channel=cast.channel, name="周末", at=LATER)

    hear()
    assert Member.objects.get(id=greeted.member).name == "周末"
    assert (RoomStay.objects.count(), Membership.objects.count()) == (stays, before)
    assert not Presence.objects.filter(member_id=greeted.member).exists()
    [seen] = [one for one in events_after() if one.member == greeted.member]
    identity = Identity.objects.get(id=greeted.guest.identity_id)
    assert seen.fact == IdentitySeen(
        identity=identity.id, channel=cast.channel.id, external=greeted.guest.external, name="周末"
    )


def test_too_many_strangers_in_a_minute_are_asked_to_wait(inside, cast):
    for number in range(rules.MOST_NEWCOMERS):
        RoomGuest.objects.create(
            channel=cast.channel, external=f"g{number}", name="客", session="s", created_at=LATER
        )
    guests = RoomGuest.objects.count()

    with pytest.raises(refusals.TooManyNewcomers):
        joining.greet(channel=cast.channel, name="周末", at=LATER)

    assert RoomGuest.objects.count() == guests


def test_an_order_lets_a_guest_in_once(inside, account, cast):  # noqa: F811
    greeted = joining.greet(channel=cast.channel, name="周末", at=LATER)
    person = greeted.guest.external

    outcomes = do(account, *(order(inside, orders.AdmitMember(person), key=key) for key in ("a", "a", "b")))

    assert outcomes == [Sent("")] * 3
    stay = RoomStay.objects.get(guest=greeted.guest)
    assert (stay.times, stay.left_at) == (1, None)
    joined = [one.kind for one in events_after() if one.member == greeted.member]
    assert joined == ["identity.seen", "membership.joined"]


def test_who_was_banned_is_not_let_in_by_an_order(inside, account):  # noqa: F811
    person = inside.su.guest.external
    do(account, order(inside, orders.BanMember(person), key="ban"))

    [outcome] = do(account, order(inside, orders.AdmitMember(person), key="admit"))

    assert isinstance(outcome, Refused)
    assert RoomStay.objects.get(id=inside.su.id).left_at is not None


def test_nobody_and_nowhere_are_refused(inside, account):  # noqa: F811
    outcomes = do(
        account,
        order(inside, orders.AdmitMember("nobody"), key="a"),
        order(inside, orders.AdmitMember(inside.su.guest.external), key="b", target="no-room"),
    )

    assert [type(one) for one in outcomes] == [Refused, Refused]
