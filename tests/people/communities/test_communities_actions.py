"""Communities and groups: opened, bound, published, closed; and what is refused."""

from datetime import timedelta

import pytest

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Address, Channel
from linli.facts.inbound import Inbound
from linli.kernel.orgs.actions.organisations import UnknownZone
from linli.kernel.orgs.models import AuditEntry
from linli.people.communities import queries
from linli.people.communities.actions import communities, groups
from linli.people.communities.models import Community, Group, RuleBook
from linli.people.communities.rules import Stage, slug_of
from tests.cast import AT, ROOM, events_after

DAY = timedelta(days=1)


def traces():
    """What a refusal must leave alone."""
    return (
        len(events_after()),
        AuditEntry.objects.count(),
        list(Community.objects.order_by("id").values()),
        list(Group.objects.order_by("id").values()),
        list(Address.objects.order_by("id").values("external", "community_id", "group_id")),
        RuleBook.objects.count(),
    )


def last():
    event = events_after()[-1]
    return event.kind, event.community, event.group, event.fact


def test_a_community_opens_with_an_event_and_a_trail(cast):
    made = communities.open_community(name="写作营", zone="Europe/Berlin", by=cast.by_lin, at=AT)

    assert (made.slug, made.stage, made.zone, made.opened_at) == ("写作营", "startup", "Europe/Berlin", AT)
    assert last()[:2] == ("community.opened", made.id)
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.subject) == ("community.opened", f"community:{made.id}")
    assert entry.after == {"name": "写作营", "zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("name", "zone", "refusal"),
    [
        ("共读会", "Asia/Shanghai", communities.CommunityNameTaken),
        ("  ", "Asia/Shanghai", communities.EmptyText),
        ("写作营", "Asia/Nowhere", UnknownZone),
    ],
)
def test_a_community_that_cannot_open_leaves_no_trace(cast, name, zone, refusal):
    before = traces()

    with pytest.raises(refusal):
        communities.open_community(name=name, zone=zone, by=cast.by_lin, at=AT)

    assert traces() == before


def test_another_organisation_may_use_the_same_name(cast):
    with cast.scope_elsewhere():
        assert communities.open_community(name="共读会", by=cast.by_zhou, at=AT).slug == "共读会"


def test_renaming_keeps_the_short_name(cast):
    communities.rename_community(community=cast.community, name="夜读会", by=cast.by_lin, at=AT)

    made = queries.get_community(cast.community.id)
    assert (made.name, made.slug) == ("夜读会", "共读会")
    entry = AuditEntry.objects.latest("id")
    assert (entry.before, entry.after) == ({"name": "共读会"}, {"name": "夜读会"})


def test_renaming_to_a_taken_name_changes_nothing(cast):
    communities.open_community(name="写作营", by=cast.by_lin, at=AT)
    before = traces()

    with pytest.raises(communities.CommunityNameTaken, match="写作营"):
        communities.rename_community(community=cast.community, name="写作营", by=cast.by_lin, at=AT)

    assert traces() == before


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Reading Club", (), "reading-club"),
        ("共读会", ("共读会",), "共读会-2"),
        ("a_b", (), "a-b"),
        ("！！", (), "community"),
        ("ＡＢ", ("ab", "ab-2"), "ab-3"),
        ("长" * 200, (), "长" * 76),
    ],
)
def test_short_names_are_readable_and_unique(name, taken, slug):
    assert slug_of(name, taken=taken) == slug


def test_the_stage_changes_once(cast):
    communities.change_stage(community=cast.community, stage=Stage.GROWTH, by=cast.by_lin, at=AT)
    before = traces()
    communities.change_stage(community=cast.community, stage=Stage.GROWTH, by=cast.by_lin, at=AT)

    assert traces() == before
    kind, community, _, fact = last()
    assert (kind, community) == ("community.stage_changed", cast.community.id)
    assert (fact.before, fact.after) == ("startup", "growth")


def test_rules_are_published_in_versions(cast):
    for text in ("不发广告", "不发广告", "不发广告，友善交流"):
        communities.publish_rules(community=cast.community, text=text, by=cast.by_lin, at=AT)

    assert [(one.version, one.text) for one in queries.rule_books(cast.community.id)] == [
        (2, "不发广告，友善交流"),
        (1, "不发广告"),
    ]
    assert queries.current_rules(cast.community.id).published_by == f"staff:{cast.lin.id}"
    assert [one.fact.version for one in events_after() if one.kind == "rules.published"] == [1, 2]


def test_empty_rules_are_not_published(cast):
    before = traces()

    with pytest.raises(communities.EmptyText, match="rules"):
        communities.publish_rules(community=cast.community, text=" \n", by=cast.by_lin, at=AT)

    assert traces() == before


def test_an_announcement_replaces_the_one_before(cast):
    for text in ("周六共读", "周六共读", "周日共读"):
        communities.publish_announcement(community=cast.community, text=text, by=cast.by_lin, at=AT)

    made = queries.get_community(cast.community.id)
    assert (made.announcement, made.announcement_version) == ("周日共读", 2)
    assert [one.fact.version for one in events_after() if one.kind == "announcement.published"] == [1, 2]


def bind(cast, name="共读二群", external="reading-2", **more):
    wanted = {"community": cast.community, "channel_id": cast.channel.id, "by": cast.by_lin, "at": AT} | more
    return groups.bind_group(name=name, external=external, **wanted)


def speak(cast, external_id, group):
    record = Inbound(
        kind="message", external_id=external_id, occurred_at=AT, group=group, sender="su", text="在吗"
    )
    accepting.accept(cast.channel.id, [record], at=AT)
    return events_after()[-1]


def test_an_address_seen_before_routes_from_the_moment_it_is_bound(cast):
    assert speak(cast, "r-1", "reading-2").group is None
    assert [one.external for one in queries.unbound_addresses()] == ["reading-2"]

    group = bind(cast, capacity=500)
    event = speak(cast, "r-2", "reading-2")

    assert (event.community, event.group) == (cast.community.id, group.id)
    assert queries.unbound_addresses() == []
    assert Address.objects.filter(external="reading-2").count() == 1


def test_binding_twice_gives_the_same_group(cast):
    group = bind(cast)
    before = traces()

    assert bind(cast) == group
    assert traces() == before


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"external": ROOM}, groups.AddressTaken),
        ({"name": "共读一群"}, groups.GroupNameTaken),
        ({"channel_id": 999_999}, groups.NoSuchChannel),
    ],
)
def test_a_binding_that_cannot_be_leaves_no_trace(cast, wrong, refusal):
    before = traces()

    with pytest.raises(refusal):
        bind(cast, **wrong)

    assert traces() == before


def test_a_channel_of_another_organisation_cannot_be_bound(cast):
    with cast.scope_elsewhere():
        theirs = Channel.objects.create(adapter="room", name="别家的", created_at=AT)
    before = traces()

    with pytest.raises(groups.NoSuchChannel):
        bind(cast, channel_id=theirs.id)

    assert traces() == before


def test_a_closed_group_frees_its_address(cast):
    groups.close_group(group=cast.group, by=cast.by_lin, at=AT + DAY)
    before = traces()
    groups.close_group(group=cast.group, by=cast.by_lin, at=AT + 2 * DAY)

    assert traces() == before
    assert Group.objects.get(id=cast.group.id).closed_at == AT + DAY
    assert last()[:3] == ("group.closed", cast.community.id, cast.group.id)
    assert speak(cast, "c-1", ROOM).group is None
    assert bind(cast, external=ROOM).id != cast.group.id


def test_a_group_changes_its_name_and_capacity(cast):
    groups.change_group(group=cast.group, name="共读总群", capacity=200, by=cast.by_lin, at=AT)

    group = queries.get_group(cast.group.id)
    assert (group.name, group.capacity) == ("共读总群", 200)
    assert AuditEntry.objects.latest("id").before == {"name": "共读一群", "capacity": None}


def test_a_group_cannot_take_anothers_name(cast):
    bind(cast)
    before = traces()

    with pytest.raises(groups.GroupNameTaken, match="共读二群"):
        groups.change_group(group=cast.group, name="共读二群", by=cast.by_lin, at=AT)

    assert traces() == before


def test_the_door_to_a_community(cast):
    other = communities.open_community(name="写作营", by=cast.by_lin, at=AT)

    assert queries.access_community(cast.lin_seat, other.id) == other
    assert queries.access_community(cast.cheng_seat, cast.community.id) == cast.community
    for seat, id in ((cast.cheng_seat, other.id), (cast.lin_seat, 999_999)):
        with pytest.raises(queries.NoSuchCommunity):
            queries.access_community(seat, id)


def test_zhou_finds_no_community_and_no_group(cast):
    with cast.scope_elsewhere():
        with pytest.raises(queries.NoSuchCommunity):
            queries.access_community(cast.zhou_seat, cast.community.id)
        with pytest.raises(queries.NoSuchGroup):
            queries.access_group(cast.zhou_seat, cast.group.id)
        assert (queries.community_lines(), queries.group_lines()) == ([], [])
    with pytest.raises(queries.NoSuchCommunity):
        queries.access_community(cast.zhou_seat, cast.community.id)


def test_the_door_to_a_group(cast):
    other = communities.open_community(name="写作营", by=cast.by_lin, at=AT)
    writing = bind(cast, community=other)

    assert queries.access_group(cast.cheng_seat, cast.group.id).community == cast.community
    with pytest.raises(queries.NoSuchGroup):
        queries.access_group(cast.cheng_seat, writing.id)


def test_lists_take_the_same_queries_however_long(cast, django_assert_num_queries):
    for n in range(5):
        made = communities.open_community(name=f"读书{n}", by=cast.by_lin, at=AT)
        for m in range(n):
            bind(cast, name=f"{n}-{m}", external=f"g-{n}-{m}", community=made)
    groups.close_group(group=queries.get_group(cast.group.id), by=cast.by_lin, at=AT)

    with django_assert_num_queries(1):
        lines = queries.community_lines()
    with django_assert_num_queries(2):
        found = queries.group_lines()

    assert {one.name: one.open_groups for one in lines} == {
        "共读会": 0,
        **{f"读书{n}": n for n in range(5)},
    }
    assert (len(found), len(queries.group_lines(with_closed=True))) == (10, 11)
    assert (found[0].name, found[0].community_name, found[0].adapter, found[0].address) == (
        "1-0",
        "读书1",
        "room",
        "g-1-0",
    )


def test_lists_end_where_a_seat_does(cast):
    other = communities.open_community(name="写作营", by=cast.by_lin, at=AT)
    bind(cast, community=other)
    reach = cast.cheng_seat.reach

    assert [one.name for one in queries.community_lines(reach=reach)] == ["共读会"]
    assert [one.name for one in queries.group_lines(reach=reach)] == ["共读一群"]
    assert [one.name for one in queries.group_lines(community=other.id)] == ["共读二群"]


def test_a_community_is_found_by_name_or_short_name(cast):
    communities.rename_community(community=cast.community, name="夜读会", by=cast.by_lin, at=AT)

    assert queries.find_community("夜读会") == cast.community
    assert queries.find_community("共读会") == cast.community
    assert queries.find_community("没有") is None
