"""Numbers about many: distributions, small groups hidden, persona, commonality, diversity, quality."""

from datetime import timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.members.models import Member, Membership
from linli.people.profiles.actions import answering, asking, describing, using
from linli.people.profiles.queries import directory, portraits, quality
from linli.people.profiles.rules import portraits as rules


@pytest.fixture
def people(template):
    """Six members of the community, with Su and Momo."""
    members = [template.su, template.momo]
    for number in range(4):
        one = Member.objects.create(id=900_000 + number, name=f"成员{number}", first_seen_at=template.at)
        Membership.objects.create(
            member=one, community_id=template.community.id, group_id=template.group.id, joined_at=template.at
        )
        members.append(one)
    return members


def say(cast, member, **values):
    answering.answer(member_id=member.id, values=values, source="member", by=cast.by_lin, at=cast.at)


def test_a_distribution_counts_people_and_hides_groups_under_three(template, people):
    for one, trade in zip(people, ["education"] * 4 + ["finance"] * 2, strict=True):
        say(template, one, industry=trade, city="杭州")

    [open_, cities] = portraits.distributions(
        ["industry", "city"], community_id=template.community.id, sees_personal=True
    )
    [closed] = portraits.distributions(["industry"], community_id=template.community.id, sees_personal=False)

    assert (open_.present, open_.answered) == (6, 6)
    assert [(one.value, one.people) for one in open_.groups] == [("education", 4), ("finance", 2)]
    assert [(one.value, one.people) for one in cities.groups] == [("浙江", 6)]
    assert [(one.value, one.people, one.share > 0) for one in closed.groups] == [
        ("education", 4, True), ("finance", None, False),
    ]  # fmt: skip


def test_numbers_fall_in_spans_and_words_are_counted_one_by_one(template, people):
    for one, hours in zip(people, ["0.5", "2", "2", "4", "60", "200"], strict=True):
        say(template, one, hours_per_week=hours, organisations="读书会、商会")

    [hours, organisations] = portraits.distributions(
        ["hours_per_week", "organisations"], community_id=template.community.id, sees_personal=True
    )

    assert [(one.value, one.people) for one in hours.groups] == [
        ("0-1", 1), ("1-3", 2), ("3-5", 1), ("50-100", 1), ("100+", 1),
    ]  # fmt: skip
    assert {(one.value, one.people) for one in organisations.groups} == {("读书会", 6), ("商会", 6)}


def test_a_persona_is_compared_with_the_people_there(template, people):
    describing.describe_persona(
        community_id=template.community.id,
        name="阅读推广人",
        wanted={"city": ["浙江"], "industry": ["教育培训"], "side": ["supply", "both"]},
        by=template.by_lin,
        at=template.at,
    )
    for one in people[:3]:
        say(template, one, city="杭州", industry="education", side="both", position="teaching")
    say(template, people[3], city="上海", industry="education", position="operation")

    found = portraits.structure_of(template.community.id)

    assert found.match == pytest.approx((3 * 3 + 1) / 18)
    assert found.commonality == pytest.approx(3 / 6)
    assert {(one.field.code, one.answered, one.share) for one in found.fits} == {
        ("city", 4, 0.75), ("industry", 4, 1.0), ("side", 3, 1.0),
    }  # fmt: skip
    assert found.diversity == pytest.approx(-(0.75 * log(0.75) + 0.25 * log(0.25)) / log(2))
    assert found.leaders == 2
    assert len(found.missing) == 10


@given(st.lists(st.integers(min_value=0, max_value=50), max_size=12))
def test_diversity_lies_between_nothing_and_one_and_is_one_for_equal_groups(counts):
    found = rules.diversity(counts)

    if sum(counts) < 2:
        assert found is None
    else:
        assert -1e-9 <= found <= 1 + 1e-9
    assert rules.diversity([7, 7, 7]) == pytest.approx(1)


def test_an_answer_nobody_used_is_visible_as_such(template, people):
    asking.ask(
        member_ids=[one.id for one in people],
        community_id=template.community.id,
        by=template.by_lin,
        at=template.at,
    )
    for one in people[:3]:
        say(template, one, city="杭州", company="啊啊啊啊")
    using.note_use(field="city", purpose="segment", about="segment:1", by=template.by_lin, at=template.at)

    later = template.at + timedelta(days=400)
    found = {
        one.field.code: one for one in quality.field_qualities(community_id=template.community.id, now=later)
    }

    city, company, phone = found["city"], found["company"], found["phone"]
    assert (city.asked, city.answered, city.stale, city.used, city.is_unused) == (6, 3, 3, 1, False)
    assert (company.asked, company.answered, company.doubtful, company.used) == (6, 3, 3, 0)
    assert company.is_unused
    assert (phone.asked, phone.answered, phone.is_unused) == (0, 0, False)


def test_completeness_is_the_average_of_the_people_there(template, people):
    for one in people[:3]:
        say(template, one, city="杭州", nickname="某人")

    found = quality.completeness(template.community.id)

    assert (found.people, found.without_any) == (6, 3)
    assert found.percent == int(3 * 2 * 100 / 24 / 6)


def test_staff_find_who_can_share_what_and_members_only_those_who_agreed(template, people):
    say(template, people[0], can_share="装订旧书", industry="education")
    say(template, people[1], can_supply="周末场地，能装订")
    asking.show_to_members(
        member_id=people[1].id,
        community_id=template.community.id,
        is_shown=True,
        by=template.by_lin,
        at=template.at,
    )

    for_staff = directory.search(community_id=template.community.id, text="装订")
    for_members = directory.search(community_id=template.community.id, text="装订", for_members=True)

    assert {one.member_id for one in for_staff} == {people[0].id, people[1].id}
    assert [one.member_id for one in for_members] == [people[1].id]
    with template.scope_elsewhere():
        assert directory.search(text="装订") == []
