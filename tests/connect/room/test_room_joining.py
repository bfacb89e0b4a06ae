"""Links, names, coming, going, and coming back."""

from datetime import timedelta

import pytest

from linli.connect.adapters.room import queries, refusals, rules
from linli.connect.adapters.room.actions import joining, rooms
from linli.connect.adapters.room.models import RoomGuest, RoomMessage, RoomStay
from linli.connect.gateway.models import Address, Channel, Identity, Presence
from linli.facts.members import IdentityRenamed, IdentitySeen, MembershipJoined, MembershipLeft
from tests.cast import AT, events_after
from tests.rooms import elsewhere

LATER = AT + timedelta(hours=1)


def facts(kind):
    return [event.fact for event in events_after() if isinstance(event.fact, kind)]


def come(link, name="周末", at=LATER, guest=None):
    return joining.join(link=link, guest=guest, name=name, at=at)


def test_a_guest_who_comes_in_is_known_to_the_gateway(inside):
    entry = come(inside.link)

    identity = Identity.objects.get(external=entry.guest.external)
    joined = events_after()[-1]
    assert (joined.kind, joined.member, joined.fact.group) == (
        "membership.joined",
        identity.member_id,
        inside.address,
    )
    assert (entry.guest.identity_id, identity.name, identity.is_bot) == (identity.id, "周末", False)
    assert RoomMessage.objects.order_by("-id").first().notice == "joined"


def test_a_guest_who_is_in_already_just_stays(inside):
    before = len(events_after())

    entry = come(inside.link, guest=inside.su.guest)

    assert (entry.is_new, entry.stay.id, len(events_after())) == (False, inside.su.id, before)


def test_a_link_lets_in_as_many_as_it_says(inside, cast):
    link = rooms.make_link(room=inside.room, by=cast.by_lin, at=AT, max_uses=1)
    come(link)

    with pytest.raises(refusals.LinkIsOver):
        come(link, name="迟到")

    assert not RoomGuest.objects.filter(name="迟到").exists()


@pytest.mark.parametrize("end", ["expires", "revoked", "closed"])
def test_a_link_that_is_over_lets_nobody_in(inside, cast, end):
    expires_at = AT + timedelta(minutes=5) if end == "expires" else None
    link = rooms.make_link(room=inside.room, by=cast.by_lin, at=AT, expires_at=expires_at)
    if end == "revoked":
        rooms.revoke_link(link_id=link.id, by=cast.by_lin, at=AT)
    if end == "closed":
        Address.objects.filter(id=inside.room.address_id).update(group_id=None)
    before = len(events_after())

    with pytest.raises(refusals.LinkIsOver):
        come(link)

    assert len(events_after()) == before
    assert RoomGuest.objects.count() == 2


def test_a_link_for_nobody_or_for_yesterday_is_refused(inside, cast):
    with pytest.raises(rooms.BadLink, match="at least one use"):
        rooms.make_link(room=inside.room, by=cast.by_lin, at=AT, max_uses=0)
    with pytest.raises(rooms.BadLink, match="later moment"):
        rooms.make_link(room=inside.room, by=cast.by_lin, at=AT, expires_at=AT)


def test_tokens_are_long_and_differ(inside, cast):
    tokens = {rooms.make_link(room=inside.room, by=cast.by_lin, at=AT).token for _ in range(50)}

    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {22}


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "小邻", "长" * 21])
def test_a_bad_name_keeps_a_stranger_out(inside, name):
    with pytest.raises(refusals.BadName):
        come(inside.link, name=name)

    assert RoomGuest.objects.count() == 2


def test_too_many_newcomers_at_once_have_to_wait(inside, monkeypatch):
    monkeypatch.setattr(rules, "MOST_NEWCOMERS", 2)

    with pytest.raises(refusals.TooManyNewcomers):
        come(inside.link, at=AT)

    assert come(inside.link, at=LATER).is_new


def test_leaving_and_coming_back_are_told_each_time(inside):
    joining.leave(stay=inside.su, at=LATER)
    joining.leave(stay=inside.su, at=LATER)
    entry = come(inside.link, guest=inside.su.guest, at=LATER + timedelta(minutes=1))

    member = queries.member_id_of(inside.su.guest)
    told = [(event.kind, event.fact) for event in events_after() if event.member == member][-2:]
    assert [kind for kind, _ in told] == ["membership.left", "membership.joined"]
    assert (told[0][1].reason, told[1][1].is_rejoin) == ("left", True)
    assert entry.stay.times == 2
    assert Presence.objects.get(member_id=member, group_id=inside.room.address.group_id).is_in


def test_a_new_name_is_told_once(inside):
    guest = joining.rename(guest=inside.su.guest, name=" 苏大木 ", at=LATER)
    joining.rename(guest=guest, name="苏大木", at=LATER)

    assert [fact.name for fact in facts(IdentityRenamed)] == ["苏大木"]
    assert guest.name == "苏大木"


def test_nobody_takes_linlis_name(inside):
    with pytest.raises(refusals.BadName):
        joining.rename(guest=inside.su.guest, name="小邻", at=LATER)

    assert RoomGuest.objects.get(id=inside.su.guest_id).name == "苏木"


def test_another_platform_has_no_rooms(cast):
    channel = Channel.objects.create(adapter="matrix", name="Matrix", created_at=AT)
    address = Address.objects.create(channel=channel, external="!a:b", first_seen_at=AT)

    with pytest.raises(rooms.NotARoom):
        rooms.open_room(address=address)


def test_rooms_of_another_organisation_do_not_exist(inside, cast):
    other = elsewhere(cast, AT)

    with pytest.raises(refusals.NoSuchRoom):
        queries.access_stay(inside.su.guest, other.address)
    with pytest.raises(refusals.NoSuchLink):
        queries.get_invitation(other.link.id)
    assert RoomStay.objects.filter(room_id=other.room.id).count() == 0


def test_every_arrival_is_one_identity_and_one_membership(inside):
    names = [fact.name for fact in facts(IdentitySeen) if fact.name in ("苏木", "Momo")]

    assert names == ["苏木", "Momo"]
    assert len(facts(MembershipJoined)) == 4
    assert facts(MembershipLeft) == []
