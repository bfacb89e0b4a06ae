"""The list of members behind a number: whatever the order, each that fits once, and by pages as in one."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.verbs.fragment import Fragment
from linli.people.belonging.models import Belonging
from linli.people.belonging.queries import finding
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.communities.models import Community
from linli.people.members.models import Member, Tag
from tests.cast import AT

DAY = timedelta(days=1)
STAGES = ("new", "active", "silent")


@pytest.fixture
def crowd(cast):
    """Forty members in three communities, lived in different ways by their number."""
    Belonging.objects.all().delete()
    Member.objects.filter(id__in=[cast.su.id, cast.momo.id]).delete()
    places = [cast.community.id] + [
        Community.objects.create(name=f"c{n}", slug=f"c{n}", opened_at=AT).id for n in range(2)
    ]
    Member.objects.bulk_create(
        Member(id=1000 + n, name=f"n{n % 7}-{n}", sort_key=f"n{n % 7}-{n:02}", first_seen_at=AT)
        for n in range(40)
    )
    Belonging.objects.bulk_create(
        Belonging(
            member_id=1000 + n,
            community_id=place,
            joined_at=AT - (n % 5) * DAY,
            last_active_at=None if n % 6 == 0 else AT - ((n * 7 + at * 3) % 9) * DAY,
            messages=(n * 3 + at) % 11,
            messages_30=(n + at) % 4,
            stage=STAGES[(n + at) % 3],
            stage_since=AT.date(),
            joined_on=AT.date(),
            last_sign_on=AT.date(),
            relation_since=AT.date(),
            counted_on=AT.date(),
        )
        for n in range(40)
        for at, place in enumerate(places)
        if (n + at) % 4 != 3 and n < 38
    )
    Tag.objects.bulk_create(
        Tag(member_id=1000 + n, name="t", since=AT, by="staff:1") for n in range(0, 40, 3)
    )
    return places


def fits(wanted, one):
    return (
        (not wanted.stages or one.stage in wanted.stages)
        and (wanted.messages_30 is None or one.messages_30 >= wanted.messages_30)
        and (
            wanted.silent_since is None
            or one.last_active_at is None
            or one.last_active_at < wanted.silent_since
        )
        and (wanted.joined_since is None or one.joined_at >= wanted.joined_since)
        and (wanted.community is None or one.community_id == wanted.community)
    )


def expected(wanted, sort):
    """The same, slowly."""
    rows = [one for one in Belonging.objects.all() if fits(wanted, one)]
    tagged = set(Tag.objects.filter(name=wanted.tag).values_list("member_id", flat=True))
    keys = {}
    for one in rows:
        if wanted.tag and one.member_id not in tagged:
            continue
        value = {"active": one.last_active_at, "joined": one.joined_at, "messages": one.messages}.get(sort)
        least = 0 if sort == "messages" else AT - 9999 * DAY
        keys[one.member_id] = max(keys.get(one.member_id, least), value or least)
    if sort == "name":
        names = dict(Member.objects.values_list("id", "sort_key"))
        people = keys if wanted.is_about_living else [id for id in names if not wanted.tag or id in tagged]
        return sorted(people, key=lambda id: (names[id], id))
    return sorted(keys, key=lambda id: (keys[id], id), reverse=True)


def pages(wanted, sort, limit):
    found, after = [], None
    for _page in range(60):
        page = finding.find(wanted, sort=sort, after=after, limit=limit)
        found += [line.id for line in page.lines]
        after = page.after
        if after is None:
            return found
    raise AssertionError("it never ends")


WANTED = st.builds(
    dict,
    stages=st.sampled_from([(), ("new",), ("active", "silent")]),
    messages_30=st.sampled_from([None, 0, 2, 9]),
    silent_since=st.sampled_from([None, AT - 3 * DAY]),
    joined_since=st.sampled_from([None, AT - 2 * DAY]),
    tag=st.sampled_from(["", "t", "u"]),
    community=st.sampled_from([None, 0, 1]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    WANTED,
    st.sampled_from(finding.SORTS),
    st.sampled_from([3, 7, 50]),
    st.booleans(),
    st.sampled_from([(2, 5), (10, 30), (3000, 20000)]),
)
def test_pages_hold_everybody_who_fits_once_and_in_order(crowd, given, sort, limit, is_crowded, looked_at):
    place = given.pop("community")
    wanted = Wanted(community=None if place is None else crowd[place], **given)
    if wanted.community is not None and not wanted.is_counted:
        Belonging.objects.update(left_at=None)
    before = finding.GATHERED, finding.LOOKED_AT
    finding.GATHERED, finding.LOOKED_AT = (1, looked_at) if is_crowded else (5000, before[1])
    try:
        found = pages(wanted, sort, limit)
    finally:
        finding.GATHERED, finding.LOOKED_AT = before

    assert found == expected(wanted, sort)


def test_a_count_is_exact_below_the_bound(crowd):
    assert finding.find(Wanted(tag="t")).count == 14
    assert finding.find(Wanted()).count == 40


def test_subqueries_and_numbers_narrow(crowd):
    inside = Fragment("SELECT id FROM members_member WHERE id < %s", (1003,))

    assert [one.id for one in finding.find(Wanted(inside=(inside,))).lines] == [1000, 1001, 1002]
    assert [one.id for one in finding.find(Wanted(ids=(1005, 1001, 99))).lines] == [1001, 1005]


def test_a_search_that_begins_in_vain_goes_on(crowd, monkeypatch):
    monkeypatch.setattr(finding, "GATHERED", 2)
    late = Fragment("SELECT id FROM members_member WHERE id >= %s", (1033,))
    beyond = Fragment("SELECT generate_series(1, 500)")

    assert finding.gathered(Wanted(tag="t", inside=(late,)), limit=9) == [1033, 1036, 1039]
    assert finding.find(Wanted(tag="t", inside=(late,))).count == 3
    assert finding.find(Wanted(inside=(late, beyond))).lines == ()
    assert finding.find(Wanted(stages=("new",), inside=(beyond,))).count == 0


def test_a_seat_finds_nobody_of_other_communities(crowd):
    wanted = Wanted(community=crowd[1], reach=frozenset({crowd[0]}))

    assert finding.find(wanted).lines == ()
    assert finding.find(Wanted(stages=("new",), reach=frozenset())).lines == ()
    assert finding.find(Wanted(reach=frozenset({crowd[0]})), sort="active").lines == ()


def test_another_organisation_finds_nobody(cast, crowd):
    with cast.scope_elsewhere():
        assert finding.find(Wanted(community=crowd[0])).lines == ()
        assert finding.find(Wanted()).lines == ()


def test_a_page_takes_a_handful_of_statements(crowd, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        finding.find(Wanted(stages=("new",)), sort="active")
