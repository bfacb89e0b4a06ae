"""Pairs, comings and goings, campaigns, reports, verbs."""

from datetime import date, timedelta

import pytest

from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.gateway.models import Effect
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.consent import presets
from linli.people.consent.actions import recording
from linli.people.consent.rules import Where
from linli.people.entry import refusals
from linli.people.entry.actions import campaigning, deciding, introducing, linking, meeting
from linli.people.entry.models import EntryLink, Pairing
from linli.people.entry.queries import coming, report
from linli.people.entry.queries import meeting as queries
from linli.people.profiles.actions import answering
from tests.cast import events_after, hear, react

HOUR = timedelta(hours=1)


def come_in(house, name, **values):
    one = house.come(name)
    one.apply()
    after = max(event.position for event in events_after())
    stay = joining.admit(room=house.room.room, guest=one.guest, at=house.at).stay
    react(events_after(after))
    recording.give(member=one.member, purposes=[presets.MATCHING], where=Where.PORTAL, by=one.by, at=house.at)
    answering.answer(member_id=one.member, values=values, source="member", by=one.by, at=house.at)
    return one, stay


@pytest.fixture
def pair(house):
    first = come_in(house, "讲师", can_share="可以讲 Python 入门")
    second = come_in(house, "学徒", need_business_note="python")
    return first, second


def test_who_offers_what_another_needs_is_suggested_once_without_a_name_in_the_message(house, cast, pair):
    (teacher, said), (learner, answered) = pair

    [made] = meeting.hold_round(community=cast.community, by=cast.by_lin, at=house.at)

    assert {made.first_member_id, made.second_member_id} == {teacher.member, learner.member}
    assert (made.reason, "python" in made.about) == ("complement", True)
    told = Effect.objects.filter(source="meeting")
    assert {one.member_id for one in told} == {teacher.member, learner.member}
    assert not any(name in str(one.payload) for one in told for name in ("讲师", "学徒"))
    with pytest.raises(refusals.NotEnoughPeople):
        meeting.hold_round(community=cast.community, by=cast.by_lin, at=house.at)
    assert meeting.note_connections(since=house.at - HOUR, at=house.at + HOUR) == 0

    asked = speaking.post(stay=said, text="你好", at=house.at + HOUR)
    speaking.post(stay=answered, text="您好", reply_to=asked.external, at=house.at + HOUR)
    assert meeting.note_connections(since=house.at - HOUR, at=house.at + HOUR) == 1
    assert meeting.note_connections(since=house.at - HOUR, at=house.at + HOUR) == 0
    assert Pairing.objects.get().connected_at == house.at + HOUR
    assert queries.pairs_of([teacher.member], cast.community.id) == []


def test_who_did_not_agree_is_not_matched(house, cast, pair):
    (teacher, _said), _ = pair
    recording.withdraw(
        member=teacher.member,
        purposes=[presets.MATCHING],
        where=Where.PORTAL,
        by=teacher.by,
        at=house.at + HOUR,
    )

    assert [one.member for one in queries.traits(cast.community.id)] == [pair[1][0].member]


def wanted(house, **changes):
    return coming.Wanted(since=house.at - HOUR, until=house.at + 9 * HOUR, **changes)


def test_every_coming_and_going_has_its_source(house, cast):
    campaign = campaigning.open_campaign(
        community=cast.community,
        name="公众号九月",
        channel="公众号",
        starts_on=date(2026, 9, 1),
        reward="书签一枚",
        by=cast.by_lin,
        at=house.at,
    )
    link = linking.link_of_campaign(campaign=campaign, at=house.at)
    one = house.come("蓝鲸")
    made = one.apply(link=link)
    deciding.accept(application_id=made.id, by=cast.by_lin, at=house.at)
    after = max(event.position for event in events_after())
    stay = joining.admit(room=house.room.room, guest=one.guest, at=house.at + HOUR).stay
    joining.leave(stay=stay, at=house.at + 2 * HOUR)
    hear(after)

    mine = [move for move in coming.moves(wanted(house)) if move.member_id == one.member]

    assert [(move.kind, move.source, move.campaign) for move in mine] == [
        ("left", "campaign", "公众号九月"),
        ("joined", "campaign", "公众号九月"),
    ]
    assert coming.moves(wanted(house, kind="gone")) == mine[:1]
    totals = coming.totals(wanted(house, community=cast.community.id))
    assert (totals.joined, totals.left, totals.removed) == (5, 1, 0)
    assert coming.moves(wanted(house, reach=frozenset())) == []
    assert len(list(coming.every_move(wanted(house), batch=2))) == 6
    [line] = report.campaigns()
    assert (line.applied, line.accepted, line.still_in, line.code) == (1, 1, 0, link.code)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "a campaign needs a name and a channel"),
        ({"reward": "x" * 201}, "a word of the campaign is too long: at most 200 characters"),
        (
            {"ends_on": date(2026, 8, 31)},
            "the campaign would be over before it begins: choose a later last day",
        ),
    ],
)
def test_a_campaign_that_cannot_be(house, cast, changes, sentence):
    given = {"name": "n", "channel": "c", "starts_on": date(2026, 9, 1), "by": cast.by_lin, "at": house.at}
    links = EntryLink.objects.count()

    with pytest.raises(refusals.BadCampaign) as refusal:
        campaigning.open_campaign(community=cast.community, **(given | changes))

    assert (str(refusal.value), EntryLink.objects.count()) == (sentence, links)


def test_the_approval_rate_counts_what_was_decided(house, cast):
    first, second, _third = (house.come(name).apply() for name in ("甲一", "乙二", "丙三"))
    deciding.accept(application_id=first.id, by=cast.by_lin, at=house.at + 2 * HOUR)
    deciding.refuse(application_id=second.id, reason="full", by=cast.by_lin, at=house.at + 4 * HOUR)

    found = report.approval(since=house.at - HOUR, now=house.at + timedelta(days=3))

    assert (found.received, found.accepted, found.refused, found.open, found.late) == (3, 1, 1, 1, 1)
    assert (found.share, found.median_hours) == (0.5, 3.0)
    assert report.approval(since=house.at - HOUR, now=house.at, reach=frozenset()).received == 0


def context(house, member, key="k"):
    return Context(
        org_id=house.cast.org.id,
        community_id=house.cast.community.id,
        group_id=house.cast.group.id,
        member_id=member,
        at=house.at,
        actor="playbook:welcome@1",
        key=key,
    )


def test_verbs_invite_introduce_and_tick_each_once(house, cast, pair):
    (one, _stay), _ = pair
    here = context(house, one.member)

    invited = [
        registry.run("entry.invite_to_apply", {"community": cast.community.id}, here) for _ in range(2)
    ]
    ticked = [registry.run("entry.tick_step", {"step": "first_task"}, here) for _ in range(2)]
    with pytest.raises(refusals.CannotIntroduce):
        registry.run("entry.introduce", {}, here)
    introducing.allow(
        member_id=one.member,
        community=cast.community,
        fields=["can_share"],
        words="",
        is_allowed=True,
        by=one.by,
        at=house.at,
    )
    introduced = [registry.run("entry.introduce", {}, here) for _ in range(2)]

    assert invited[0] == invited[1]
    assert [one["is_new"] for one in ticked] == [True, False]
    assert introduced[0] == introduced[1]
    assert f"/m/apply/{house.link.code}/" in Effect.objects.get(id=invited[0]["effect"]).payload["text"]


def test_probes_read_how_somebody_came(house, cast):
    one = house.come()
    made = one.apply()
    deciding.accept(application_id=made.id, by=cast.by_lin, at=house.at)
    here = context(house, None)

    assert registry.read("entry.score", [one.member, cast.su.id], here) == {one.member: 100, cast.su.id: None}
    assert registry.read("entry.source", [one.member], here) == {one.member: "link"}
    assert registry.read("onboarding.progress", [cast.su.id], here) == {cast.su.id: None}
