"""Who lives nearer to another group or chapter, by what their profile says."""

import pytest

from linli.people.communities.actions import communities, groups, identity
from linli.people.communities.actions.identity import Identity
from linli.people.communities.models import Community
from linli.people.communities.reading import regions
from linli.people.profiles.actions import answering, defining
from tests.cast import AT
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in


@pytest.mark.parametrize(("answer", "place"), [("浙江/杭州", "杭州"), ("杭州市", "杭州"), ("", "")])
def test_an_answer_names_a_place(answer, place):
    assert regions.place_of(answer) == place


def test_those_of_a_chapter_s_city_are_suggested_for_it(cast):
    meadow = build_meadow(cast)
    near, far = add_people(2), add_people(2, first=9_100_000)
    let_in(meadow, meadow.camp, near + far, joined_at=AT - 9 * DAY)
    chapter = communities.open_community(name="杭州分会", by=cast.by_lin, at=AT)
    identity.describe(community=chapter, identity=Identity(region="杭州市"), by=cast.by_lin, at=AT)
    Community.objects.filter(id=chapter.id).update(parent=meadow.camp)
    defining.take_template(by=cast.by_lin, at=AT)
    for member, city in [*((one, "浙江杭州") for one in near), *((one, "江苏苏州") for one in far)]:
        answering.answer(member_id=member, values={"city": city}, source="staff:1", by=cast.by_lin, at=AT)

    [found] = regions.transfers(meadow.camp, at=AT)

    assert (found.region, found.target.id, found.group, found.members) == (
        "杭州",
        chapter.id,
        None,
        tuple(near),
    )


def test_nobody_is_suggested_where_no_place_has_a_region(cast):
    meadow = build_meadow(cast)
    groups.change_group(group=meadow.groups[meadow.camp.id], region="", by=cast.by_lin, at=AT)

    assert regions.transfers(meadow.camp, at=AT) == []
