"""Types, stages suggested from numbers, size, the cold start, and the end with a farewell."""

import io
from datetime import date

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from linli.connect.adapters.room import refusals
from linli.connect.adapters.room.actions import joining, rooms, speaking
from linli.connect.adapters.room.refusals import BadImage
from linli.connect.gateway.models import Address, Effect
from linli.kernel.orgs.models import AuditEntry
from linli.people.communities import queries
from linli.people.communities.actions import communities, groups, identity, living, places, types
from linli.people.communities.actions.identity import BadIdentity, BadPlan, Identity, Plan
from linli.people.communities.actions.living import BadFarewell, CannotExtend, UnknownItem
from linli.people.communities.actions.places import BadVenue, BadVisit, Place
from linli.people.communities.actions.types import BadType
from linli.people.communities.deciding import lifecycle
from linli.people.communities.deciding.lifecycle import Counts
from linli.people.communities.deciding.types import TypePolicy
from linli.people.communities.locking import IsClosed
from linli.people.communities.models import Community, CommunityType, Visit
from linli.people.communities.reading import home
from linli.people.communities.reading import places as ranking
from linli.people.communities.reading import types as reading
from linli.people.communities.rules import Stage
from tests.cast import AT, events_after
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in

COUNTS = st.builds(
    Counts,
    age_days=st.integers(0, 900),
    members=st.integers(0, 3000),
    joined_30=st.integers(0, 500),
    left_30=st.integers(0, 500),
    spoke_7=st.integers(0, 500),
    spoke_30=st.integers(0, 500),
    silent_days=st.none() | st.integers(0, 900),
    operators=st.integers(0, 9),
)


@pytest.fixture
def meadow(cast):
    return build_meadow(cast)


def everything():
    return (
        list(Community.objects.order_by("id").values()),
        CommunityType.objects.count(),
        Visit.objects.count(),
        AuditEntry.objects.count(),
        Effect.objects.count(),
        len(events_after()),
    )


def test_eighteen_types_are_there_in_both_languages(cast):
    listed = {code: document["name"] for code, document in reading.presets().items()}
    assert len(listed) == 18
    assert listed["traffic"] == {"zh": "引流群（鱼塘）", "en": "Traffic pool"}
    assert [one.name for one in reading.community_types(language="en")][:2] == ["Traffic pool", "New users"]


def test_a_new_community_of_a_type_is_run_as_the_type_says(cast, meadow):
    camp = meadow.camp

    assert (camp.capacity, camp.growth, camp.lifespan_days) == (200, "capped", 21)
    assert (camp.from_stage, camp.to_stage, camp.policy["threshold"]) == ("interest", "action", "sign_up")
    assert camp.policy["columns"] == ["每日课程", "作业打卡", "答疑", "优秀作业"]
    assert reading.differences(camp) == []
    assert (reading.is_exempt_from_criteria(meadow.pool), reading.is_exempt_from_criteria(camp)) == (
        True,
        False,
    )


def test_what_is_changed_by_hand_is_marked(cast, meadow):
    identity.plan(community=meadow.camp, plan=Plan(300, "capped", None, 21), by=cast.by_lin, at=AT)

    [found] = reading.differences(queries.get_community(meadow.camp.id))
    assert (found.field, found.usual, found.own) == ("capacity", 200, 300)


def test_a_preset_is_worded_anew_and_back_and_an_own_type_is_added(cast):
    worded = TypePolicy("paid", "年费会员群", threshold="fee", growth="capped", capacity=50)
    types.save_type(policy=worded, by=cast.by_lin, at=AT)
    made = types.save_type(policy=TypePolicy("", "读书小组"), by=cast.by_lin, at=AT)

    assert (reading.get_type("paid").name, reading.get_type("paid").is_changed) == ("年费会员群", True)
    assert (made.code, made.is_own) == ("读书小组", True)
    types.reset_type(code="paid", by=cast.by_lin, at=AT)
    assert reading.get_type("paid", language="zh-hans").name == "付费群"
    with cast.scope_elsewhere():
        assert reading.find_type("读书小组") is None


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (TypePolicy("", "  "), "a type needs a name of 1 to 60 characters"),
        (TypePolicy("", "付费", threshold="magic"), "“magic” is not possible here"),
        (TypePolicy("", "付费", growth="capped"), "a type whose growth is capped needs a capacity"),
        (
            TypePolicy("", "付费", from_stage="desire"),
            "say both where on the path it begins and where it ends",
        ),
        (TypePolicy("", "付费", from_stage="share", to_stage="desire"), "the end lies before the beginning"),
        (TypePolicy("", "付费", columns=tuple(f"栏{n}" for n in range(21))), "a list takes up to 20 entries"),
        (TypePolicy("", "付费", columns=("长" * 41,)), "a list takes up to 20 entries of up to 40"),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_in_one_sentence(cast, policy, sentence):
    before = everything()

    with pytest.raises(BadType, match=sentence):
        types.save_type(policy=policy, by=cast.by_lin, at=AT)

    assert everything() == before


@pytest.mark.parametrize(
    ("act", "refusal", "sentence"),
    [
        (
            lambda c, at: identity.describe(community=c.camp, identity=Identity(side="x"), **at),
            BadIdentity,
            "a community serves businesses .* or people .*: choose one, or neither",
        ),
        (
            lambda c, at: identity.describe(community=c.camp, identity=Identity(slogan="长" * 81), **at),
            BadIdentity,
            "“slogan” takes up to 80 characters",
        ),
        (
            lambda c, at: identity.describe(community=c.camp, identity=Identity(owner_seat_id=10**9), **at),
            BadIdentity,
            "the owner is nobody of this team",
        ),
        (
            lambda c, at: identity.plan(community=c.camp, plan=Plan(None, "capped"), **at),
            BadPlan,
            "a community whose growth is capped needs a capacity",
        ),
        (
            lambda c, at: identity.plan(community=c.camp, plan=Plan(0), **at),
            BadPlan,
            "the capacity lies between 1",
        ),
        (
            lambda c, at: identity.plan(community=c.camp, plan=Plan(lifespan_days=0), **at),
            BadPlan,
            "a community lives between 1 day and 100 years",
        ),
        (
            lambda c, at: identity.set_logo(community=c.camp, file=io.BytesIO(b"no picture"), **at),
            BadImage,
            "This file is not a picture",
        ),
        (
            lambda c, at: living.extend_life(community=c.camp, days=0, **at),
            CannotExtend,
            "a life is extended by 1",
        ),
        (
            lambda c, at: living.extend_life(community=c.club, days=9, **at),
            CannotExtend,
            "no end is planned: there is nothing to extend",
        ),
        (
            lambda c, at: living.tick(community=c.camp, item="luck", is_done=True, **at),
            UnknownItem,
            "the checklist has no such item",
        ),
        (
            lambda c, at: living.close_community(community=c.camp, farewell="长" * 2001, **at),
            BadFarewell,
            "a farewell takes up to 2000 characters",
        ),
        (
            lambda c, at: types.choose_type(community=c.camp, code="nothing", **at),
            reading.NoSuchType,
            "there is no community type “nothing”",
        ),
        (
            lambda c, at: places.save_venue(venue=None, place=Place("河畔书屋", " "), **at),
            BadVenue,
            "a venue needs a name and an address",
        ),
        (
            lambda c, at: places.save_venue(venue=None, place=Place("河畔", "路 8 号", capacity=0), **at),
            BadVenue,
            "a venue holds between 1 and 1,000,000 people",
        ),
        (
            lambda c, at: places.decide_platform(community=c.camp, code="icq", reason="老", **at),
            ranking.NoSuchPlatform,
            "the register has no such platform",
        ),
        (
            lambda c, at: places.decide_platform(community=c.camp, code="weibo", reason=" ", **at),
            ranking.NoSuchPlatform,
            "write in up to 300 characters why",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(cast, meadow, act, refusal, sentence):
    before = everything()

    with pytest.raises(refusal, match=sentence):
        act(meadow, {"by": cast.by_lin, "at": AT})

    assert everything() == before


@pytest.mark.parametrize(
    ("counts", "stage", "evidence"),
    [
        (Counts(3, 40, 40, 0, 30, 30, 0), Stage.STARTUP, "young"),
        (Counts(100, 4, 0, 0, 1, 2, 1), Stage.STARTUP, "young"),
        (Counts(100, 100, 40, 5, 20, 60, 0), Stage.GROWTH, "many_join"),
        (Counts(100, 100, 5, 3, 20, 60, 0), Stage.STABLE, "steady"),
        (Counts(100, 100, 5, 30, 20, 60, 0), Stage.DECLINING, "more_leave"),
        (Counts(100, 100, 5, 3, 1, 4, 1), Stage.DECLINING, "few_speak"),
        (Counts(100, 100, 5, 3, 0, 20, 15), Stage.DECLINING, "silent"),
        (Counts(100, 100, 5, 3, 0, 0, 61), Stage.DISSOLVED, "silent"),
        (Counts(100, 0, 0, 0, 0, 0, None), Stage.DISSOLVED, "silent"),
    ],
)
def test_a_stage_is_suggested_with_its_evidence(counts, stage, evidence):
    found = lifecycle.seems(counts)

    assert (found.stage, found.evidence[0][0]) == (stage, evidence)
    assert lifecycle.suggestion(counts, stage=stage) is None


@given(COUNTS)
def test_every_community_gets_a_stage_and_a_reason(counts):
    found = lifecycle.seems(counts)

    assert found.evidence
    assert lifecycle.suggestion(counts, stage=Stage.DISSOLVED) is None


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        (Counts(30, 200, 1, 2, 50, 90, 0, 4), ["full"]),
        (Counts(30, 185, 1, 2, 50, 90, 0, 4), ["nearly_full"]),
        (Counts(30, 120, 1, 2, 50, 90, 0, 2), ["overloaded"]),
        (Counts(30, 90, 20, 2, 5, 60, 0, 4), ["cooling"]),
        (Counts(30, 90, 1, 2, 50, 60, 0, 4), []),
    ],
)
def test_size_is_watched_against_what_was_planned(counts, codes):
    found = lifecycle.size_alerts(counts, capacity=200, growth="capped", staff_ratio=50)

    assert [one.code for one in found] == codes


def test_life_is_counted_from_the_opening_and_can_be_extended(cast, meadow):
    lived = lifecycle.life(began=date(2026, 10, 1), today=date(2026, 10, 31), planned_days=21)
    assert (lived.lived_days, lived.share, lived.over_by, lived.ends_on) == (31, 100, 10, date(2026, 10, 21))

    living.extend_life(community=meadow.camp, days=9, by=cast.by_lin, at=AT)

    assert queries.get_community(meadow.camp.id).lifespan_days == 30


def test_the_cold_start_sees_what_the_data_show_and_keeps_what_is_ticked(cast, meadow):
    let_in(meadow, meadow.camp, add_people(5), joined_at=AT)
    living.tick(community=meadow.camp, item="rhythm", is_done=True, by=cast.by_lin, at=AT)
    living.tick(community=meadow.camp, item="topics", is_done=True, by=cast.by_lin, at=AT)
    living.tick(community=meadow.camp, item="topics", is_done=False, by=cast.by_lin, at=AT)

    items = home.home_of(queries.get_community(meadow.camp.id), at=AT).checklist

    assert [(one.code, one.is_done) for one in items] == [
        ("design", False),
        ("seeds", True),
        ("operators", False),
        ("topics", False),
        ("rhythm", True),
    ]


def test_a_community_says_farewell_before_its_groups_close(cast, meadow):
    living.close_community(community=meadow.camp, farewell="谢谢大家", by=cast.by_lin, at=AT)
    living.close_community(community=meadow.camp, farewell="再说一次", by=cast.by_lin, at=AT)

    closing = queries.get_community(meadow.camp.id)
    group = queries.get_group(meadow.groups[meadow.camp.id].id)
    effect = Effect.objects.get(origin=f"farewell:{closing.id}")
    assert (closing.stage, closing.closed_at, closing.farewell) == ("dissolved", AT, "谢谢大家")
    assert (group.closed_at, effect.state, effect.payload["text"]) == (None, "planned", "谢谢大家")

    Effect.objects.filter(id=effect.id).update(state="sent")
    assert living.finish_closing(community=closing, by=cast.by_lin, at=AT + DAY) == 1
    assert queries.get_group(group.id).closed_at == AT + DAY
    assert queries.closing_communities() == []


def test_a_farewell_that_is_never_sent_does_not_keep_a_group_open(cast, meadow):
    living.close_community(community=meadow.camp, farewell="谢谢大家", by=cast.by_lin, at=AT)
    closing = queries.get_community(meadow.camp.id)

    assert living.finish_closing(community=closing, by=cast.by_lin, at=AT + DAY) == 0
    assert living.finish_closing(community=closing, by=cast.by_lin, at=AT + 2 * DAY) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda c, at: communities.publish_rules(community=c, text="新", **at),
        lambda c, at: communities.change_stage(community=c, stage=Stage.GROWTH, **at),
        lambda c, at: identity.describe(community=c, identity=Identity(), **at),
        lambda c, at: groups.bind_group(community=c, name="新群", channel_id=1, external="x", **at),
    ],
)
def test_a_closed_community_is_read_only(cast, meadow, act):
    living.close_community(community=meadow.camp, farewell="", by=cast.by_lin, at=AT)
    closed = queries.get_community(meadow.camp.id)
    before = everything()

    with pytest.raises(IsClosed, match="it can be read, but nothing in it can be changed"):
        act(closed, {"by": cast.by_lin, "at": AT})

    assert everything() == before
    assert queries.group_lines(community=closed.id) == []


def test_nobody_inside_speaks_in_a_built_in_group_that_was_closed(cast):
    address = Address.objects.select_related("channel").get(group_id=cast.group.id)
    link = rooms.make_link(room=rooms.open_room(address=address), by=cast.by_lin, at=AT)
    stay = joining.join(link=link, guest=None, name="苏木", at=AT).stay
    groups.close_group(group=cast.group, by=cast.by_lin, at=AT)

    with pytest.raises(refusals.RoomIsClosed, match="This group has ended"):
        speaking.post(stay=stay, text="还有人吗", at=AT)


def test_a_logo_is_drawn_anew_and_the_old_file_goes(cast, meadow, django_capture_on_commit_callbacks):
    def upload(colour):
        drawn = io.BytesIO()
        Image.new("RGB", (900, 700), colour).save(drawn, "PNG")
        drawn.seek(0)
        identity.set_logo(community=meadow.camp, file=drawn, by=cast.by_lin, at=AT)
        return identity.logo_file(queries.get_community(meadow.camp.id).logo)

    first = upload("red")
    with django_capture_on_commit_callbacks(execute=True):
        second = upload("blue")

    assert (first.exists(), str(second).startswith(str(settings.MEDIA_ROOT))) == (False, True)
    with Image.open(second) as kept:
        assert (kept.format, kept.size) == ("WEBP", (512, 398))


def test_platforms_are_ranked_by_side_and_goals(cast, meadow):
    business = ranking.ranked(side="b", wishes=("service", "one_to_one", "conversion"))

    assert business[0].platform.code == "wecom"
    decided = places.decide_platform(
        community=meadow.camp, code="wecom", reason="客户都在企微", by=cast.by_lin, at=AT
    )
    assert (decided.platforms[0]["code"], decided.platforms[0]["reason"]) == ("wecom", "客户都在企微")


def test_visits_are_written_once_and_never_in_the_future(cast):
    venue = places.save_venue(
        venue=None,
        place=Place("河畔书屋", "运河边 8 号", communities=(cast.community.id,)),
        by=cast.by_lin,
        at=AT,
    )
    asked = {"venue": venue, "community": cast.community, "by": cast.by_lin, "at": AT}

    assert places.record_visits(members=[cast.su.id, cast.momo.id], on=AT.date(), **asked) == 2
    assert places.record_visits(members=[cast.su.id], on=AT.date(), **asked) == 0
    with pytest.raises(BadVisit, match="a visit lies in the past"):
        places.record_visits(members=[cast.su.id], on=(AT + 3 * DAY).date(), **asked)
    with pytest.raises(ranking.NoSuchVisitor, match="“无名”"):
        ranking.visitors(["无名"], community_id=cast.community.id)
    assert ranking.visitors(["苏苏"], community_id=cast.community.id) == [cast.su.id]
    assert queries.get_community(cast.community.id).is_o2o is True
    assert len(ranking.visits(member=cast.su.id)) == 1
