import pytest

from linli.people.communities import cloning
from linli.people.communities.actions import communities
from linli.people.communities.locking import IsClosed
from linli.people.roles.actions import assigning, desks, experts, fans, wording
from linli.people.roles.models import Assignment, Desk, Expert, FanRule, Programme
from linli.people.roles.queries import wording as worded
from linli.people.roles.rules.parts import Status


def word(cast):
    wording.word_role(
        community=cast.community,
        code="guide",
        name="领路人",
        does="",
        start="observed",
        reinforce="",
        wanted=4,
        recipe="",
        by=cast.by_lin,
        at=cast.at,
    )


def test_a_clone_takes_the_wording_along_and_nobody_with_it(cast):
    word(cast)
    desks.lay_out(community=cast.community, by=cast.by_lin, at=cast.at)
    Desk.objects.filter(title="Housekeeper").update(shown_name="程诺", contact="群里 @程诺")
    fans.define_fans(
        community=cast.community,
        condition="belonging.messages_90 >= 9",
        target=77,
        by=cast.by_lin,
        at=cast.at,
    )
    experts.set_programme(
        community=cast.community, target=30, product="书单", version="", reward="", by=cast.by_lin, at=cast.at
    )
    experts.register(community=cast.community, name="沈墨", niche="修书", by=cast.by_lin, at=cast.at)
    assigning.assign_member(
        community=cast.community,
        role="guide",
        member=cast.su,
        status=Status.MEMBER_HELD,
        by=cast.by_lin,
        at=cast.at,
    )
    twin = communities.open_community(name="共读二会", by=cast.by_lin, at=cast.at)

    for _twice in range(2):
        cloning.copy_all(cast.community.id, twin.id, by=cast.by_lin, at=cast.at)

    copied = Desk.objects.filter(community_id=twin.id)
    assert worded.get_part(twin.id, "guide").name == "领路人"
    assert [(one.shown_name, one.contact) for one in copied] == [("", "")] * 3
    assert FanRule.objects.get(community_id=twin.id).target == 77
    assert Programme.objects.get(community_id=twin.id).target == 30
    assert not Expert.objects.filter(community_id=twin.id).exists()
    assert not Assignment.objects.filter(community_id=twin.id).exists()


def test_in_a_closed_community_nothing_is_changed(cast):
    type(cast.community).objects.filter(id=cast.community.id).update(closed_at=cast.at)

    with pytest.raises(IsClosed):
        word(cast)
    with pytest.raises(IsClosed):
        desks.lay_out(community=cast.community, by=cast.by_lin, at=cast.at)
    with pytest.raises(IsClosed):
        experts.register(community=cast.community, name="沈墨", niche="修书", by=cast.by_lin, at=cast.at)
    with pytest.raises(IsClosed):
        assigning.assign_member(
            community=cast.community,
            role="guide",
            member=cast.su,
            status=Status.MEMBER_HELD,
            by=cast.by_lin,
            at=cast.at,
        )
    assert (Desk.objects.count(), Expert.objects.count(), Assignment.objects.count()) == (0, 0, 0)
