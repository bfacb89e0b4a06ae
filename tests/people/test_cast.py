"""The cast stands where its description says."""

from linli.kernel.orgs.models import Seat
from linli.people.members.models import Member, Membership, Nickname
from tests.cast import AT, SPOKE_AT, events_after


def test_the_cast_stands_where_it_should(cast):
    stays = {one.member_id: one for one in Membership.objects.all()}

    assert (cast.su.name, cast.su.sort_key, cast.momo.name) == ("苏苏", "susu", "墨墨")
    assert (stays[cast.su.id].joined_at, stays[cast.su.id].last_spoke_at) == (AT, SPOKE_AT)
    assert (stays[cast.momo.id].joined_at, stays[cast.momo.id].last_spoke_at) == (AT, None)
    assert {one.group_id for one in stays.values()} == {cast.group.id}
    assert Nickname.objects.count() == 2
    assert Seat.objects.count() == 2
    assert [one.kind for one in events_after()] == [
        "community.opened",
        "group.bound",
        "identity.seen",
        "membership.joined",
        "identity.seen",
        "membership.joined",
        "message.posted",
    ]


def test_zhou_sees_nobody(cast):
    with cast.scope_elsewhere():
        assert Member.objects.count() == 0
        assert events_after() == []
        assert Seat.objects.get().staff == cast.zhou
