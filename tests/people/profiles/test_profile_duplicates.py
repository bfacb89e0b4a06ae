"""Two records of one person: suggested with reasons, decided by a person."""

import pytest

from linli.connect.gateway.models import Channel, Identity
from linli.people.members.actions import erasing, merging
from linli.people.members.models import Member
from linli.people.profiles.actions import answering, duplicates
from linli.people.profiles.models import DuplicatePair
from linli.people.profiles.queries import duplicates as pairs
from linli.people.profiles.rules import likeness


def person(cast, number, name, **values):
    one = Member.objects.create(id=800_000 + number, name=name, first_seen_at=cast.at)
    channel, _made = Channel.objects.get_or_create(
        name=f"渠道{number % 2}", defaults={"adapter": "null", "created_at": cast.at}
    )
    Identity.objects.create(
        channel=channel, external=f"x{number}", name=name, member_id=one.id, first_seen_at=cast.at
    )
    if values:
        answering.answer(member_id=one.id, values=values, source="member", by=cast.by_lin, at=cast.at)
    return one


def reasons(pair):
    return [(one.code, one.points) for one in pair.reasons]


def test_one_phone_on_two_platforms_is_suggested_and_explained(template):
    one = person(template, 0, "阿岚", phone="13800138000")
    other = person(template, 1, "岚岚 Lan", phone="+86 138 0013 8000")
    person(template, 2, "小北", phone="13900139000")

    assert duplicates.find_pairs(at=template.at) == 1

    [pair] = pairs.pairs()
    assert (pair.one_id, pair.other_id, pair.score) == (one.id, other.id, 70)
    assert reasons(pair) == [("same_phone", 60), ("other_channel", 10)]


@pytest.mark.parametrize(
    ("names", "values", "score"),
    [
        (("阿岚", "阿岚"), {"city": "杭州"}, 50),
        (("阿岚", "阿岚"), {}, 40),
        (("阿岚-杭州", "阿岚 杭州"), {"company": "青禾书店"}, 50),
        (("阿岚", "小北"), {"city": "杭州", "company": "青禾书店"}, None),
        (("岚", "岚"), {"city": "杭州"}, None),
    ],
)
def test_names_count_with_what_stands_beside_them(template, names, values, score):
    for number, name in enumerate(names):
        person(template, number, name, **values)

    duplicates.find_pairs(at=template.at)

    assert [pair.score for pair in pairs.pairs()] == ([score] if score else [])


def test_a_name_that_many_have_says_nothing(template):
    for number in range(6):
        person(template, number, "用户", city="杭州")

    assert duplicates.find_pairs(at=template.at) == 0


def test_what_a_person_said_is_no_pair_stays_so(template):
    person(template, 0, "阿岚", phone="13800138000")
    person(template, 1, "岚岚", phone="13800138000")
    duplicates.find_pairs(at=template.at)
    [pair] = pairs.pairs()

    duplicates.refute(pair_id=pair.id, by=template.by_lin, at=template.at)
    duplicates.refute(pair_id=pair.id, by=template.by_lin, at=template.at)
    duplicates.find_pairs(at=template.at)

    assert pairs.pairs() == []
    assert [one.id for one in pairs.pairs(refuted=True)] == [pair.id]
    duplicates.reconsider(pair_id=pair.id, by=template.by_lin, at=template.at)
    assert [one.id for one in pairs.pairs()] == [pair.id]


def test_a_merged_pair_goes_and_comes_back_when_the_merge_is_undone(template):
    one = person(template, 0, "阿岚", phone="13800138000")
    other = person(template, 1, "岚岚", phone="13800138000")
    duplicates.find_pairs(at=template.at)

    merge = merging.merge_members(kept=one, merged=other, by=template.by_lin, at=template.at)
    duplicates.find_pairs(at=template.at)
    assert pairs.pairs() == []

    merging.undo_merge(merge=merge, by=template.by_lin, at=template.at)
    assert len(pairs.pairs()) == 1


def test_an_erased_person_is_in_no_pair(template):
    from linli.people.profiles import reactions
    from tests.cast import events_after

    one = person(template, 0, "阿岚", phone="13800138000")
    person(template, 1, "岚岚", phone="13800138000")
    duplicates.find_pairs(at=template.at)
    erasing.erase_member(member=one, by=template.by_lin, at=template.at)
    erased = [event for event in events_after() if event.kind == "member.erased"]

    reactions.forget_pairs_of_erased_members(erased)
    reactions.forget_pairs_of_erased_members(erased)

    assert DuplicatePair.objects.count() == 0


def test_a_limited_seat_sees_only_pairs_it_reaches(template):
    person(template, 0, "阿岚", phone="13800138000")
    person(template, 1, "岚岚", phone="13800138000")
    duplicates.find_pairs(at=template.at)

    assert pairs.pairs(reach=frozenset({template.community.id})) == []
    with pytest.raises(pairs.NoSuchPair):
        pairs.get_pair(DuplicatePair.objects.get().id, reach=frozenset({template.community.id}))


def test_signs_add_up_and_stay_between_nothing_and_a_hundred():
    assert likeness.score(["same_phone", "same_email", "same_name", "same_company"])[0] == 100
    assert likeness.score(["together", "same_channel"])[0] == 0
