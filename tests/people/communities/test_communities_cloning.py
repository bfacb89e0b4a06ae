"""More from one: a clone copies every configured thing, a split loses nobody; trials and chapters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.communities import cloning, queries
from linli.people.communities.actions import cloning as actions
from linli.people.communities.actions import communities, identity, types
from linli.people.communities.actions.cloning import (
    CONFIGURED,
    BadPilot,
    CannotClone,
    CannotFound,
    NotProven,
)
from linli.people.communities.actions.communities import CommunityNameTaken
from linli.people.communities.actions.identity import Brand, Identity
from linli.people.communities.deciding import splitting
from linli.people.communities.deciding.splitting import Part, Person
from linli.people.communities.models import Community, Handover
from linli.people.communities.reading import figures
from linli.people.members.models import Member
from tests.cast import AT
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in

OWN = {  # what a new community has of its own
    "id",
    "org",
    "name",
    "slug",
    "stage",
    "announcement",  # published anew, so with a version of its own
    "announcement_version",
    "opened_at",
    "logo",
    "owner_seat_id",
    "planned_opening",
    "region",
    "parent",
    "founder_member_id",
    "pilot",
    "checklist",
    "platforms",
    "farewell",
    "closed_at",
}
TAGS = [frozenset(), frozenset({"新"}), frozenset({"老", "铁杆"}), frozenset({"新", "老"})]
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["", "杭州", "上海", "苏州"]), st.sampled_from(TAGS)), max_size=30
).map(lambda drawn: [Person(number * 7, *one) for number, one in enumerate(drawn, 1)])


@pytest.fixture
def meadow(cast):
    return build_meadow(cast)


@pytest.fixture
def rich(cast, meadow):
    """A camp with everything a community can be configured with."""
    by, at = cast.by_lin, AT - 80 * DAY
    said = Identity(
        slogan="七天读完一本书",
        tags=("共读",),
        introduction="一起读",
        theme="读书",
        audience="上班族",
        side="c",
        goals=("retention",),
        lane="图书",
        job="养成习惯",
        from_stage="interest",
        to_stage="action",
        entry_mode="报名",
        is_o2o=True,
    )
    identity.describe(community=meadow.camp, identity=said, by=by, at=at)
    identity.plan(community=meadow.camp, plan=identity.Plan(80, "capped", None, 30), by=by, at=at)
    identity.set_brand(community=meadow.camp, brand=Brand("green", "亲切", ("读完",), (), ()), by=by, at=at)
    identity.set_structure(community=meadow.camp, structure={"topics": ("开头",)}, by=by, at=at)
    communities.change_community(community=meadow.camp, purpose="读完一本书", by=by, at=at)
    communities.publish_rules(community=meadow.camp, text="不发广告", by=by, at=at)
    communities.publish_announcement(community=meadow.camp, text="今晚开营", by=by, at=at)
    return queries.get_community(meadow.camp.id)


def test_what_is_configured_and_what_is_its_own_is_everything():
    fields = {field.name for field in Community._meta.concrete_fields}

    assert set(CONFIGURED) | OWN == fields
    assert set(CONFIGURED) & OWN == set()


def test_a_clone_is_configured_like_its_source(cast, rich):
    made = actions.clone_community(source=rich, names=["二期", "三期"], by=cast.by_lin, at=AT)

    for one in made:
        assert {name: getattr(one, name) for name in CONFIGURED} == {
            name: getattr(rich, name) for name in CONFIGURED
        }
        assert (queries.current_rules(one.id).text, one.announcement) == ("不发广告", "今晚开营")
        assert (one.stage, one.opened_at, one.checklist) == ("startup", AT, {})
    assert [one.name for one in made] == ["二期", "三期"]


def test_other_rooms_copy_their_part(cast, rich, monkeypatch):
    monkeypatch.setattr(cloning, "_copies", {})
    seen = []
    cloning.register("playbooks", lambda source, target, *, by, at: seen.append((source, target)))

    [made] = actions.clone_community(source=rich, names=["二期"], by=cast.by_lin, at=AT)

    assert seen == [(rich.id, made.id)]
    with pytest.raises(ValueError, match="registered for cloning twice"):
        cloning.register("playbooks", lambda source, target, *, by, at: None)


@pytest.mark.parametrize(
    ("names", "refusal", "sentence"),
    [
        ([], CannotClone, "name 1 to 50 new communities, one a line"),
        ([f"第{n}期" for n in range(51)], CannotClone, "name 1 to 50 new communities, one a line"),
        (["二期", " 二期 "], CannotClone, "a name stands there twice: give each new community its own"),
        (["长" * 121], CannotClone, "a community's name has up to 120 characters: shorten it"),
        (["二期", "书友会"], CommunityNameTaken, "there is already a community called “书友会”"),
    ],
)
def test_a_clone_that_cannot_be_writes_nothing(cast, rich, names, refusal, sentence):
    before = Community.objects.count()

    with pytest.raises(refusal, match=sentence):
        actions.clone_community(source=rich, names=names, by=cast.by_lin, at=AT)

    assert Community.objects.count() == before


@given(
    PEOPLE,
    st.sampled_from(["甲", "乙群"]),
    st.integers(-3, 30),
    st.lists(st.sampled_from(["新", "老", "铁杆"]), max_size=3),
)
def test_a_split_loses_nobody_and_places_nobody_twice(people, name, size, tags):
    everybody = sorted(one.id for one in people)

    for parts in (
        splitting.by_size(people, size=size, name=name),
        splitting.by_region(people, name=name),
        splitting.by_tags(people, tags=tags, name=name),
    ):
        assert sorted(id for part in parts for id in part.people) == everybody
        assert len({part.name for part in parts}) == len(parts)
    assert all(len(part.people) <= max(size, 1) for part in splitting.by_size(people, size=size, name=name))


def test_a_split_makes_the_parts_and_asks_their_people(cast, meadow, rich):
    let_in(meadow, meadow.camp, add_people(5), joined_at=AT - 9 * DAY)
    people = figures.people_in(rich.id)

    made = actions.split_community(
        community=rich,
        parts=splitting.by_size(people, size=2, name=rich.name),
        trigger="split",
        by=cast.by_lin,
        at=AT,
    )

    assert ([one.name for one in made.made], made.asked) == (["训练营一期 2", "训练营一期 3"], 3)
    assert Handover.objects.filter(source=rich, trigger="split", state="offered").count() == 3
    assert len(figures.people_in(rich.id)) == 5


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([Part("甲", (1, 2))], "this split moves nobody"),
        ([Part("甲", ()), Part("乙", (1,)), Part("丙", (1,))], "somebody stands in two parts"),
    ],
)
def test_a_split_that_makes_no_sense_writes_nothing(cast, rich, parts, sentence):
    before = Community.objects.count()

    with pytest.raises(CannotClone, match=sentence):
        actions.split_community(community=rich, parts=parts, trigger="split", by=cast.by_lin, at=AT)

    assert (Community.objects.count(), Handover.objects.count()) == (before, 0)


def test_a_trial_is_replicated_once_it_meets_every_criterion(cast, meadow, rich):
    criteria = [{"figure": "members", "at_least": 3}, {"figure": "spoke_share_30", "at_least": 50}]
    pilot = actions.begin_pilot(community=rich, criteria=criteria, by=cast.by_lin, at=AT)
    let_in(meadow, meadow.camp, add_people(2), joined_at=AT - 9 * DAY, spoke_at=AT - DAY)
    with pytest.raises(NotProven, match="the trial has not met its criteria yet"):
        actions.replicate(pilot=pilot, names=["二期"], by=cast.by_lin, at=AT)

    let_in(meadow, meadow.camp, add_people(1, first=9_200_000), joined_at=AT - 9 * DAY)
    [made] = actions.replicate(pilot=pilot, names=["二期"], by=cast.by_lin, at=AT)

    assert (made.name, made.pilot) == ("二期", {})


@pytest.mark.parametrize(
    "criterion",
    [
        {"figure": "luck", "at_least": 3},
        {"figure": "members", "at_least": "many"},
        {"figure": "members", "at_least": -1},
        {"figure": "members"},
    ],
)
def test_a_criterion_nobody_can_measure_is_refused(cast, rich, criterion):
    with pytest.raises(BadPilot, match="a criterion names a figure of the list and a number to reach"):
        actions.begin_pilot(community=rich, criteria=[criterion], by=cast.by_lin, at=AT)

    rich.refresh_from_db()
    assert rich.pilot == {}


def test_a_core_member_founds_a_chapter_with_the_culture_of_the_parent(cast, meadow, rich):
    [founder] = add_people(1)
    let_in(meadow, meadow.camp, [founder], joined_at=AT - 40 * DAY, spoke_at=AT - DAY)

    made = actions.found_chapter(
        parent=rich, name="杭州分会", founder=founder, region="杭州", by=cast.by_lin, at=AT
    )

    assert (made.parent_id, made.founder_member_id, made.region) == (rich.id, founder, "杭州")
    assert (made.slogan, queries.current_rules(made.id).text) == (rich.slogan, "不发广告")


@pytest.mark.parametrize(
    ("joined", "spoke", "is_operator", "sentence"),
    [
        (None, None, False, "the founder is not in this community: choose one of its members"),
        (40, 1, True, "the founder belongs to the team: a chapter is founded by a member"),
        (10, 1, False, "the founder is no core member yet"),
        (40, 35, False, "the founder is no core member yet"),
    ],
)
def test_who_may_not_found_a_chapter_is_told_why(cast, meadow, rich, joined, spoke, is_operator, sentence):
    [founder] = add_people(1)
    Member.objects.filter(id=founder).update(is_operator=is_operator)
    if joined:
        let_in(meadow, meadow.camp, [founder], joined_at=AT - joined * DAY, spoke_at=AT - spoke * DAY)
    before = Community.objects.count()

    with pytest.raises(CannotFound, match=sentence):
        actions.found_chapter(parent=rich, name="分会", founder=founder, by=cast.by_lin, at=AT)

    assert Community.objects.count() == before


def test_a_community_without_a_culture_has_no_chapters(cast, meadow):
    with pytest.raises(
        CannotFound, match="needs: a slogan and an introduction; a brand kit; published rules"
    ):
        actions.found_chapter(parent=meadow.camp, name="分会", founder=1, by=cast.by_lin, at=AT)


def test_choosing_another_type_keeps_what_was_chosen_by_hand(cast, rich):
    changed = types.choose_type(community=rich, code="paid", by=cast.by_lin, at=AT)

    assert (changed.capacity, changed.lifespan_days) == (80, 30)
    assert (changed.policy["threshold"], changed.policy["kpis"]) == (
        "fee",
        ["renewal", "satisfaction", "service_cost"],
    )
