"""What the log tells of people becomes rows; told twice, nothing more."""

import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Identity
from linli.facts.inbound import Inbound
from linli.facts.members import IdentityRenamed, IdentitySeen, MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.events.event import Event
from linli.people.communities.actions import groups
from linli.people.members import reactions
from linli.people.members.models import Member, Membership, Nickname
from tests.cast import AT, ROOM, SPOKE_AT, events_after, hear

HOUR = timedelta(hours=1)


def event(cast, fact, *, at=AT, member=None, group=None):
    return Event(
        position=1,
        id=UUID(int=1),
        org=cast.org.id,
        kind=fact.kind,
        occurred_at=at,
        recorded_at=at,
        community=cast.community.id,
        group=group or cast.group.id,
        member=member or cast.su.id,
        actor="platform",
        origin="platform",
        cause=None,
        depth=0,
        key=None,
        fact=fact,
    )


def rows():
    """Everything the reactions write, to compare before and after."""
    return [list(model.objects.order_by("id").values()) for model in (Member, Nickname, Membership)]


def stays(member):
    found = Membership.objects.filter(member=member).order_by("joined_at", "id")
    return list(found.values_list("stay", "joined_at", "left_at", "leave_reason"))


def say(cast, *records):
    return accepting.accept(cast.channel.id, records, at=AT + 100 * HOUR)


def record(kind, number, at, **more):
    return Inbound(kind=kind, external_id=f"x-{number}", occurred_at=at, group=ROOM, **more)


def test_everything_arriving_twice_changes_nothing(cast):
    say(
        cast,
        record("leave", 1, AT + HOUR, sender="su"),
        record("join", 2, AT + 2 * HOUR, sender="su", sender_name="苏大大"),
        record("message", 3, AT + 3 * HOUR, sender="su", sender_name="苏大大", text="我回来了"),
    )
    hear()
    once = rows()

    hear()

    assert rows() == once
    assert stays(cast.su) == [(1, AT, AT + HOUR, "left"), (2, AT + 2 * HOUR, None, "")]


def test_a_rename_adds_to_the_history_and_changes_the_name(cast):
    say(cast, record("message", 1, AT + HOUR, sender="su", sender_name="江苏苏", text="早"))
    hear()

    su = Member.objects.get(id=cast.su.id)
    assert (su.name, su.sort_key) == ("江苏苏", "jiangsusu")
    assert list(Nickname.objects.filter(member=su).order_by("since").values_list("name", "since")) == [
        ("苏苏", AT),
        ("江苏苏", AT + HOUR),
    ]


def test_an_older_name_from_history_does_not_change_the_present_one(cast):
    identity = Identity.objects.get(external="su").id

    reactions.keep_members([event(cast, IdentityRenamed(identity=identity, name="小苏"), at=AT - HOUR)])

    assert Member.objects.get(id=cast.su.id).name == "苏苏"
    assert Nickname.objects.filter(member=cast.su).count() == 2


def test_a_person_without_a_name_is_called_by_the_account(cast):
    say(cast, record("join", 1, AT, sender="u-77"))
    hear()

    assert Member.objects.filter(name="u-77").count() == 1


def test_an_earlier_sight_in_history_moves_first_seen_back(cast):
    identity = Identity.objects.get(external="su").id
    seen = IdentitySeen(identity=identity, channel=cast.channel.id, external="su", name="苏苏")

    reactions.keep_members([event(cast, seen, at=AT - HOUR)])
    reactions.keep_members([event(cast, seen, at=AT + HOUR)])

    assert Member.objects.get(id=cast.su.id).first_seen_at == AT - HOUR


def test_each_way_of_leaving_is_remembered(cast):
    say(
        cast,
        record("kick", 1, AT + HOUR, sender="momo", target="su"),
        record("ban", 2, AT + HOUR, sender="su", target="momo"),
    )
    hear()

    assert stays(cast.su)[0] == (1, AT, AT + HOUR, "kicked")
    assert stays(cast.momo)[0] == (1, AT, AT + HOUR, "banned")


def test_a_join_told_late_extends_the_stay_backwards(cast):
    joined = MembershipJoined(group=ROOM, via="history")

    reactions.keep_memberships([event(cast, joined, at=AT - 24 * HOUR)])

    assert stays(cast.su) == [(1, AT - 24 * HOUR, None, "")]


def test_a_whole_stay_told_late_becomes_its_own(cast):
    told = [
        event(cast, MembershipJoined(group=ROOM, via="history"), at=AT - 48 * HOUR),
        event(cast, MembershipLeft(group=ROOM, reason="left"), at=AT - 24 * HOUR),
    ]

    reactions.keep_memberships(told)

    assert stays(cast.su) == [(2, AT - 48 * HOUR, AT - 24 * HOUR, "left"), (1, AT, None, "")]


def test_the_last_word_is_kept_for_each_stay_and_never_goes_back(cast):
    def posted(hours):
        return event(cast, MessagePosted(message=f"p{hours}", group=ROOM), at=AT + hours * HOUR)

    left = event(cast, MembershipLeft(group=ROOM), at=AT + 2 * HOUR)
    back = event(cast, MembershipJoined(group=ROOM, is_rejoin=True), at=AT + 4 * HOUR)

    reactions.keep_memberships([posted(1), left, back, posted(6), posted(5)])
    reactions.keep_memberships([posted(5), posted(1)])

    words = Membership.objects.filter(member=cast.su).order_by("stay").values_list("last_spoke_at", flat=True)
    assert list(words) == [AT + HOUR, AT + 6 * HOUR]


def test_words_of_the_silent_stay_unheard(cast):
    assert Membership.objects.get(member=cast.momo).last_spoke_at is None
    assert Membership.objects.get(member=cast.su).last_spoke_at == SPOKE_AT


def test_events_of_unbound_groups_make_no_stay(cast):
    before = rows()
    stray = Event(
        **{
            **{f: getattr(event(cast, MembershipJoined(group="x")), f) for f in Event.__struct_fields__},
            "group": None,
        }
    )

    reactions.keep_memberships([stray])

    assert rows() == before


def test_a_stay_told_before_its_member_makes_the_member(cast):
    """Two communities are read by two workers: the second may hear of a person before the first does."""
    identity = Identity.objects.create(
        channel=cast.channel, external="hua", name="华", member_id=900_001, first_seen_at=AT
    )
    seen = IdentitySeen(identity=identity.id, channel=cast.channel.id, external="hua", name="华")

    reactions.keep_memberships([event(cast, MembershipJoined(group=ROOM), member=900_001)])
    reactions.keep_members([event(cast, seen, member=900_001)])

    assert Member.objects.get(id=900_001).sort_key == "hua"
    assert stays(Member.objects.get(id=900_001)) == [(1, AT, None, "")]
    assert Nickname.objects.filter(member_id=900_001).count() == 1


def test_a_new_name_told_before_its_member_is_not_lost(cast):
    identity = Identity.objects.create(
        channel=cast.channel, external="hua", name="华华", member_id=900_001, first_seen_at=AT
    )
    seen = IdentitySeen(identity=identity.id, channel=cast.channel.id, external="hua", name="华")
    renamed = IdentityRenamed(identity=identity.id, name="华华")

    reactions.keep_members([event(cast, renamed, at=AT + HOUR, member=900_001)])
    reactions.keep_members([event(cast, seen, member=900_001)])

    hua = Member.objects.get(id=900_001)
    assert (hua.name, hua.first_seen_at) == ("华华", AT)
    assert list(Nickname.objects.filter(member=hua).order_by("since").values_list("name", flat=True)) == [
        "华",
        "华华",
    ]


def test_closing_a_group_ends_every_stay_once(cast):
    groups.close_group(group=cast.group, by=cast.by_lin, at=AT + HOUR)
    closed = [one for one in events_after() if one.kind == "group.closed"]

    with transaction.atomic():
        reactions.end_stays_of_closed_groups(closed)
        reactions.end_stays_of_closed_groups(closed)
    hear()

    left = [one for one in events_after() if one.kind == "membership.left"]
    assert sorted(one.member for one in left) == sorted([cast.su.id, cast.momo.id])
    assert {one.cause for one in left} == {closed[0].id}
    assert stays(cast.su) == [(1, AT, AT + HOUR, "dissolved")]


def test_a_batch_of_2000_messages_is_one_query_for_pointers_and_one_for_words(
    cast, django_assert_num_queries
):
    batch = [
        event(cast, MessagePosted(message=f"b{n}", group=ROOM), at=AT + timedelta(seconds=n))
        for n in range(2000)
    ]

    with django_assert_num_queries(2):
        reactions.keep_memberships(batch)

    assert Membership.objects.get(member=cast.su).last_spoke_at == AT + timedelta(seconds=1999)


@pytest.fixture
def crowd(cast):
    """400 more members of the group."""
    ids = list(range(800_000, 800_400))
    Member.objects.bulk_create(
        [Member(id=id, name=f"u{id}", sort_key=f"u{id}", first_seen_at=AT) for id in ids]
    )
    Membership.objects.bulk_create(
        [
            Membership(member_id=id, community_id=cast.community.id, group_id=cast.group.id, joined_at=AT)
            for id in ids
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_membership, members_member")
    return ids


def test_a_batch_of_2000_messages_by_400_people_is_quick(cast, crowd):
    batches = [
        [
            event(
                cast,
                MessagePosted(message=f"b{n}", group=ROOM),
                at=AT + timedelta(seconds=3000 * round + n),
                member=crowd[n * 7 % 400],
            )
            for n in range(2000)
        ]
        for round in range(5)
    ]

    spent = []
    for batch in batches:
        started = time.perf_counter()
        reactions.keep_memberships(batch)
        spent.append(time.perf_counter() - started)

    assert Membership.objects.filter(last_spoke_at=None).count() == 1  # Momo
    assert min(spent) < 0.05, f"{min(spent) * 1000:.1f} ms"
