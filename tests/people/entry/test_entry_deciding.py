"""Decisions: once, within the places there are, and carried out by the platform."""

from datetime import timedelta

import msgspec
import pytest

from linli.connect.adapters.room.actions import joining
from linli.connect.adapters.room.models import RoomStay
from linli.connect.gateway.models import Effect
from linli.people.communities.models import Group
from linli.people.entry import reactions, refusals
from linli.people.entry.actions import applying, deciding, waiting
from linli.people.entry.models import Application
from linli.people.entry.queries import applications, capacity
from linli.people.members.models import Membership
from tests.cast import events_after, hear
from tests.people.entry.conftest import POLICY

LATER = timedelta(hours=1)


def limit(house, places):
    Group.objects.filter(id=house.cast.group.id).update(capacity=places)


def kinds(member):
    return [one.kind for one in events_after() if one.member == member]


def accept(house, made, **given):
    return deciding.accept(application_id=made.id, by=house.cast.by_cheng, at=house.at, **given)


def test_who_is_accepted_is_let_in_by_the_platform_once(house):
    one = house.come()
    made = one.apply()

    accepted = accept(house, made, words="欢迎！")

    effect = Effect.objects.get()
    assert (accepted.state, accepted.group_id, accepted.words) == ("accepted", house.cast.group.id, "欢迎！")
    assert (effect.verb, effect.state, effect.payload) == (
        "admit_member",
        "planned",
        {"person": one.guest.external},
    )
    assert "欢迎" not in str([each.fact for each in events_after() if each.kind == "application.accepted"])


def test_of_two_who_decide_one_counts(house):
    made = house.come().apply()
    accept(house, made)

    with pytest.raises(refusals.AlreadyDecided) as refusal:
        deciding.refuse(application_id=made.id, reason="rules", by=house.cast.by_lin, at=house.at)

    assert str(refusal.value) == (
        "somebody decided this application a moment ago (accepted): nothing was changed"
    )
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("accepted", house.cast.by_cheng.code)


def test_a_refusal_tells_a_code_to_the_log_and_words_to_the_applicant(house):
    one = house.come()
    made = one.apply()

    deciding.refuse(
        application_id=made.id, reason="failed_test", words="再读一遍群规", by=house.cast.by_lin, at=house.at
    )

    made.refresh_from_db()
    [told] = [each.fact for each in events_after() if each.kind == "application.refused"]
    assert (made.state, made.words, told.reason) == ("refused", "再读一遍群规", "failed_test")
    assert not Effect.objects.exists()


def test_a_full_group_takes_nobody_in(house):
    limit(house, 4)
    first, second, third = (house.come(name).apply() for name in ("甲一", "乙二", "丙三"))
    people = Membership.objects.filter(left_at=None).count()
    limit(house, people + 1)
    accept(house, first)

    with pytest.raises(refusals.IsFull, match=f"the group is full \\({people + 1} places\\)"):
        accept(house, second)

    outcome = deciding.decide_many(
        application_ids=[second.id, third.id], decision="wait", by=house.cast.by_lin, at=house.at
    )
    assert (outcome.done, outcome.refused) == (2, ())
    listed = list(applications.waiting_list(reach=None))
    assert [(line.id, line.place) for line in applications.lines(listed)] == [(second.id, 1), (third.id, 2)]
    assert [applications.place_of(one) for one in listed] == [1, 2]
    again = deciding.decide_many(
        application_ids=[first.id, second.id], decision="accept", by=house.cast.by_lin, at=house.at
    )
    assert (again.done, len(again.refused)) == (0, 2)


def test_a_place_that_comes_free_is_kept_for_the_first_in_line_for_a_time(house):
    people = Membership.objects.filter(left_at=None).count()
    limit(house, people)
    first, second = house.come("甲一"), house.come("乙二")
    for one in (first, second):
        deciding.put_on_list(application_id=one.apply().id, by=house.cast.by_lin, at=house.at)
    assert waiting.offer_places(communities=[house.cast.community.id], at=house.at) == 0
    stay = Membership.objects.filter(member=house.cast.momo).get()
    Membership.objects.filter(id=stay.id).update(left_at=house.at)

    assert waiting.offer_places(communities=[house.cast.community.id], at=house.at) == 1
    assert waiting.offer_places(communities=[house.cast.community.id], at=house.at) == 0
    mine = applications.find_open([first.member], house.cast.community.id)
    assert (mine.state, mine.offer_until) == ("offered", house.at + timedelta(hours=48))

    late = house.at + timedelta(hours=48)
    with pytest.raises(refusals.OfferIsOver):
        applying.take_place(application=mine, by=first.by, at=late)
    assert waiting.end_offers(at=late) == 1
    theirs = applications.find_open([second.member], house.cast.community.id)
    assert theirs.state == "offered"
    taken = applying.take_place(application=theirs, by=second.by, at=late)
    assert taken.state == "accepted"
    mine.refresh_from_db()
    assert (mine.state, mine.waits_from) == ("waiting", late)
    assert kinds(first.member)[-3:] == [
        "application.waitlisted",
        "application.offered",
        "application.waitlisted",
    ]


def test_what_is_enough_waits_in_line_where_it_is_full(house):
    house.publish(msgspec.structs.replace(POLICY, auto_accept_from=50))
    limit(house, 1)

    assert house.come().apply().state == "waiting"


def test_whoever_comes_in_is_marked_as_come(house):
    one = house.come()
    made = one.apply()
    accept(house, made)
    after = max(event.position for event in events_after())
    joining.admit(room=house.room.room, guest=one.guest, at=house.at + LATER)
    news = hear(after)
    reactions.note_arrivals([each for each in news if each.kind == "membership.joined"])
    reactions.note_arrivals([each for each in news if each.kind == "membership.joined"])

    made.refresh_from_db()
    assert made.joined_at == house.at + LATER
    space = capacity.space_of(house.cast.group, at=house.at + LATER)
    assert (space.promised, RoomStay.objects.filter(guest=one.guest).count()) == (0, 1)


def test_who_came_in_another_way_needs_no_answer(house):
    one = house.come()
    made = one.apply()
    after = max(event.position for event in events_after())
    joining.join(link=house.room.link, guest=one.guest, name="", at=house.at)
    news = hear(after)
    reactions.note_arrivals([each for each in news if each.kind == "membership.joined"])

    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert events_after()[-1].fact.reason == "inside"


def test_a_limited_seat_decides_only_where_it_reaches(house, cast):
    made = house.come().apply()

    assert applications.access_application(cast.cheng_seat, made.id).id == made.id
    with pytest.raises(refusals.NoSuchApplication):
        applications.access_application(cast.zhou_seat, made.id)
    with cast.scope_elsewhere():
        assert Application.objects.count() == 0
    assert list(applications.to_decide(reach=frozenset({0}))) == []
    assert [one.id for one in applications.to_decide(reach=frozenset({cast.community.id}))] == [made.id]
