"""Finding members, their page, and their timeline."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.facts import fact as facts
from linli.facts.members import MemberTagged
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import SYSTEM
from linli.people.communities.actions import communities, groups
from linli.people.members import rules
from linli.people.members.actions import merging, tagging
from linli.people.members.models import Member, Membership
from linli.people.members.queries import people, profile, sentences, timeline
from linli.people.members.queries.people import Search
from tests.cast import AT, SPOKE_AT

HOUR = timedelta(hours=1)
EXTRA = ("白露", "安然", "Bob", "100%_真", "赵四")


@pytest.fixture
def many(cast):
    """Five more members; only 安然 and 白露 are in the group."""
    for number, name in enumerate(EXTRA):
        Member.objects.create(id=700_000 + number, name=name, sort_key=rules.sort_key(name), first_seen_at=AT)
    for number in (0, 1):
        Membership.objects.create(
            member_id=700_000 + number,
            community_id=cast.community.id,
            group_id=cast.group.id,
            joined_at=AT,
            left_at=None if number else AT + HOUR,
        )
    return cast


def names(**search):
    return [line.name for line in people.member_page(Search(**search)).lines]


def test_members_are_listed_as_they_sound(many):
    assert names() == ["100%_真", "安然", "白露", "Bob", "墨墨", "苏苏", "赵四"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("露", ["白露"]),
        ("bai", ["白露"]),
        ("BOB", ["Bob"]),
        ("s", ["苏苏"]),
        ("%", ["100%_真"]),
        ("_", ["100%_真"]),
        ("\\", []),
        ("没有的", []),
        ("王小", ["王小明"]),
        ("小明", ["王小明"]),
        ("明", ["王小明"]),
        ("WANG", ["王小明"]),
        ("i-Mei Che", ["Li-Mei Chen"]),
        ("mei li", []),
        ("%_真", ["100%_真"]),
        ("a" * 200, []),
    ],
)
def test_a_part_of_the_name_or_the_beginning_of_its_sound_finds(many, text, found):
    for number, name in enumerate(("王小明", "Li-Mei Chen")):
        Member.objects.create(id=700_100 + number, name=name, sort_key=rules.sort_key(name), first_seen_at=AT)

    assert names(text=text) == found


def test_lists_narrow_to_groups_tags_and_reach(many):
    tagging.tag_members(members=[many.su.id, 700_004], tag="老读者", by=many.by_lin, at=AT)
    other = communities.open_community(name="写作营", by=many.by_lin, at=AT)

    assert names(tag="老读者") == ["苏苏", "赵四"]
    assert names(tag="老读者", text="su") == ["苏苏"]
    assert names(group=many.group.id) == ["安然", "墨墨", "苏苏"]
    assert names(community=many.community.id) == ["安然", "墨墨", "苏苏"]
    assert names(reach=many.cheng_seat.reach) == ["安然", "白露", "墨墨", "苏苏"]
    assert names(reach=frozenset({other.id})) == []
    assert people.count_members(Search()) == 7
    assert people.count_members(Search(), limit=3) == 3
    assert people.tag_names() == ["老读者"]


def test_pages_follow_each_other_without_gap_or_repeat(many, django_assert_num_queries):
    seen, after = [], None
    while True:
        with django_assert_num_queries(2):
            page = people.member_page(Search(), after=after, limit=3)
        seen.append([line.name for line in page.lines])
        after = page.after
        if after is None:
            break

    assert seen == [["100%_真", "安然", "白露"], ["Bob", "墨墨", "苏苏"], ["赵四"]]


def test_namesakes_are_told_apart_by_id(many):
    for id in (700_010, 700_011):
        Member.objects.create(id=id, name="苏苏", sort_key="susu", first_seen_at=AT)

    first = people.member_page(Search(text="susu"), limit=2)
    second = people.member_page(Search(text="susu"), after=first.after, limit=2)

    assert [line.id for line in (*first.lines, *second.lines)] == [many.su.id, 700_010, 700_011]


def test_merged_records_are_left_out(many):
    merging.merge_members(kept=many.su, merged=many.momo, by=many.by_lin, at=AT)

    assert "墨墨" not in names()


def test_a_list_can_be_read_in_the_order_of_an_index(many):
    where, params = people._where(Search(text="su"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            f"EXPLAIN SELECT m.id FROM members_member m WHERE {where} ORDER BY m.sort_key, m.id LIMIT 50",
            params,
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "members_by_name" in plan
    assert "Sort" not in plan


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text("aBİß王小明 %_", min_size=1, max_size=7), min_size=1, max_size=5),
    st.text("abIiSs王小明 %_", min_size=1, max_size=3).filter(str.strip),
)
def test_the_index_of_letters_hides_nobody(many, said, text):
    Member.objects.filter(id__gte=800_000).delete()
    Member.objects.bulk_create(
        Member(id=800_000 + number, name=name, sort_key="~", first_seen_at=AT)
        for number, name in enumerate(said)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM members_member WHERE id >= 800000 AND name ILIKE %s ORDER BY id",
            [f"%{people.literal(text.strip())}%"],
        )
        slowly = [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    quickly = [line.id for line in people.member_page(Search(text=text)).lines if line.id >= 800_000]

    assert quickly == slowly


def test_a_name_is_looked_up_by_its_letters(many):
    Member.objects.bulk_create(
        Member(id=800_000 + number, name=f"读者{number}", sort_key=f"duzhe{number}", first_seen_at=AT)
        for number in range(3_000)
    )
    condition, params = people.named("小明")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_member")
        cursor.execute(
            "EXPLAIN SELECT m.id FROM members_member m"
            f" WHERE m.org_id = %s AND m.merged_into_id IS NULL AND {condition}",
            [many.org.id, *params],
        )
        assert "members_by_letters" in "".join(row[0] for row in cursor.fetchall())


def test_the_tags_in_use_are_listed_once(many):
    for tag in ("b", "a"):
        tagging.tag_members(members=[many.su.id, 700_004], tag=tag, by=many.by_lin, at=AT)

    assert people.tag_names() == ["a", "b"]
    assert people.tag_names(limit=1) == ["a"]
    with many.scope_elsewhere():
        assert people.tag_names() == []


def test_the_door_to_a_member(many):
    assert people.access_member(many.lin_seat, 700_004).name == "赵四"
    assert people.access_member(many.cheng_seat, 700_000).name == "白露"
    for seat, id in ((many.cheng_seat, 700_004), (many.lin_seat, 999_999)):
        with pytest.raises(people.NoSuchMember):
            people.access_member(seat, id)


def test_zhou_finds_nobody(many):
    with many.scope_elsewhere():
        assert names() == []
        with pytest.raises(people.NoSuchMember):
            people.access_member(many.zhou_seat, many.su.id)
    with pytest.raises(people.NoSuchMember):
        people.access_member(many.zhou_seat, many.su.id)


def test_the_page_of_a_member(cast, django_assert_num_queries):
    tagging.tag_members(members=[cast.su.id], tag="老读者", by=cast.by_lin, at=AT)

    with django_assert_num_queries(6):
        page = profile.profile_of(cast.su)

    assert (page.name, page.first_seen_at, page.erased_at) == ("苏苏", AT, None)
    assert [(one.adapter, one.channel_name, one.external) for one in page.identities] == [
        ("room", "内置房间", "su")
    ]
    assert [(one.group_name, one.community_name, one.stay, one.last_spoke_at) for one in page.stays] == [
        ("共读一群", "共读会", 1, SPOKE_AT)
    ]
    assert [one.name for one in page.names] == ["苏苏"]
    assert [(one.name, one.by) for one in page.tags] == [("老读者", f"staff:{cast.lin.id}")]
    assert page.merges == ()


def test_a_limited_seat_sees_only_its_stays(cast):
    other = communities.open_community(name="写作营", by=cast.by_lin, at=AT)
    group = groups.bind_group(
        community=other, name="写作群", channel_id=cast.channel.id, external="w", by=cast.by_lin, at=AT
    )
    Membership.objects.create(member=cast.su, community_id=other.id, group_id=group.id, joined_at=AT + HOUR)

    seen = profile.profile_of(cast.su, reach=cast.cheng_seat.reach).stays

    assert [one.group_name for one in profile.profile_of(cast.su).stays] == ["写作群", "共读一群"]
    assert [one.group_name for one in seen] == ["共读一群"]


def test_the_timeline_tells_it_newest_first(cast):
    tagging.tag_members(members=[cast.su.id], tag="老读者", by=cast.by_lin, at=AT + HOUR)

    told = timeline.timeline_of(cast.su, before=AT + 24 * HOUR)

    assert [(one.sentence, dict(one.params), one.quote) for one in told.entries] == [
        ("Was tagged “%(tag)s”", {"tag": "老读者"}, ""),
        ("Wrote a message", {}, "今天读到第三章了"),
        ("Joined the group", {}, ""),
        ("Was seen for the first time", {}, ""),
    ]
    assert told.entries[0].actor == f"staff:{cast.lin.id}"
    assert told.entries[1].group == cast.group.id
    assert told.before is None


def append(cast, *moments, community=None):
    drafts = [
        Draft(fact=MemberTagged(tag=f"t{n}"), occurred_at=at, member=cast.momo.id, community=community)
        for n, at in enumerate(moments)
    ]
    log.append(drafts, by=SYSTEM)


def pages_of(member, limit):
    pages, before = [], AT + 1000 * HOUR
    while before is not None:
        page = timeline.timeline_of(member, before=before, limit=limit)
        pages.append([one.params.get("tag", one.kind) for one in page.entries])
        before = page.before
    return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 50])
def test_no_page_of_the_timeline_loses_or_repeats_an_event(cast, limit):
    append(cast, AT + HOUR, AT + 2 * HOUR, AT + 2 * HOUR, AT + 2 * HOUR, AT + 3 * HOUR)

    told = [one for page in pages_of(cast.momo, limit) for one in page]

    assert told == ["t4", "t3", "t2", "t1", "t0", "membership.joined", "identity.seen"]


def test_the_timeline_includes_records_merged_into_the_member(cast):
    merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=AT + HOUR)

    told = timeline.timeline_of(cast.su, before=AT + 24 * HOUR)

    assert [one.kind for one in told.entries] == [
        "members.merged",
        "message.posted",
        "membership.joined",
        "identity.seen",
        "membership.joined",
        "identity.seen",
    ]


def test_a_limited_seat_does_not_see_other_communities_in_a_timeline(cast):
    append(cast, AT + HOUR, community=cast.community.id + 1)

    told = timeline.timeline_of(cast.momo, before=AT + 24 * HOUR, reach=cast.cheng_seat.reach)

    assert [one.kind for one in told.entries] == ["membership.joined", "identity.seen"]


def test_the_kinds_of_a_members_life_have_sentences_of_their_own():
    rooms = ("members", "messages", "growth", "moderation")
    kinds = {kind for kind, fact in facts.kinds().items() if fact.__module__.rpartition(".")[2] in rooms}

    assert sorted(kinds - set(sentences._SENTENCES)) == []


def test_a_kind_without_a_sentence_is_named(cast):
    class Odd(facts.Fact):
        kind = "odd.thing"

    assert sentences.sentence_of(Odd()).msgid == "Something happened: %(kind)s"
