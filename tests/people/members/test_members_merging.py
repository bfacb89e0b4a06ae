"""Two records become one person, and come apart again."""

from datetime import timedelta

import pytest

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Channel, Identity, Presence
from linli.facts.inbound import Inbound
from linli.kernel.orgs.models import AuditEntry
from linli.people.communities.actions import groups
from linli.people.members.actions import erasing, merging, tagging
from linli.people.members.models import Member, Membership, Merge, Nickname, Tag
from linli.people.members.queries import people
from tests.cast import AT, events_after, hear

HOUR = timedelta(hours=1)
MERGED_AT = AT + 10 * HOUR


@pytest.fixture
def twin(cast):
    """Su on a second channel, whose group is 共读二群, and for two hours in 共读一群 as well."""
    channel = Channel.objects.create(adapter="matrix", name="第二频道", created_at=AT)
    groups.bind_group(
        community=cast.community,
        name="共读二群",
        channel_id=channel.id,
        external="!two",
        by=cast.by_lin,
        at=AT,
    )
    take(
        channel,
        record("join", 1, AT - HOUR, "!two"),
        record("message", 2, AT + HOUR, "!two", text="两处都在"),
    )
    identity = Identity.objects.get(channel=channel)
    member = Member.objects.get(id=identity.member_id)
    Membership.objects.create(
        member=member,
        community_id=cast.community.id,
        group_id=cast.group.id,
        joined_at=AT - 2 * HOUR,
        left_at=AT + HOUR,
        leave_reason="left",
        last_spoke_at=AT - HOUR,
    )
    return member


def record(kind, number, at, group, **more):
    return Inbound(
        kind=kind,
        external_id=f"t-{number}",
        occurred_at=at,
        group=group,
        sender="@su:example",
        sender_name="Su",
        **more,
    )


def take(channel, *records):
    accepting.accept(channel.id, records, at=AT + 100 * HOUR)
    return hear()


def merge(cast, twin):
    return merging.merge_members(kept=cast.su, merged=twin, by=cast.by_lin, at=MERGED_AT)


def stays(member):
    found = Membership.objects.filter(member=member).order_by("group_id", "joined_at")
    return list(found.values_list("group_id", "joined_at", "left_at", "last_spoke_at"))


def state():
    """Everything a merge moves."""
    return {
        "identities": list(Identity.objects.order_by("id").values_list("id", "member_id")),
        "nicknames": list(Nickname.objects.order_by("id").values_list("id", "member_id")),
        "tags": set(Tag.objects.values_list("member_id", "name", "since", "by")),
        "members": list(
            Member.objects.order_by("id").values_list(
                "id", "name", "sort_key", "first_seen_at", "is_operator", "merged_into_id"
            )
        ),
        "stays": {id: stays(id) for id in Member.objects.values_list("id", flat=True)},
        "presence": set(Presence.objects.filter(is_in=True).values_list("member_id", "group_id")),
    }


def test_everything_of_the_merged_record_becomes_the_kept_ones(cast, twin):
    tagging.tag_members(members=[cast.su.id, twin.id], tag="老读者", by=cast.by_lin, at=AT)
    tagging.tag_members(members=[twin.id], tag="夜猫子", by=cast.by_lin, at=AT)
    tagging.set_operator(member=twin, is_operator=True, by=cast.by_lin, at=AT)

    merge(cast, twin)

    su = Member.objects.get(id=cast.su.id)
    assert Member.objects.get(id=twin.id).merged_into == su
    assert people.get_member(twin.id) == su
    assert set(Identity.objects.filter(member_id=su.id).values_list("external", flat=True)) == {
        "su",
        "@su:example",
    }
    assert people.tags_of([su.id, twin.id]) == {su.id: ("夜猫子", "老读者")}
    assert (su.name, su.is_operator, su.first_seen_at) == ("苏苏", True, AT - HOUR)
    two = Membership.objects.exclude(group_id=cast.group.id).get().group_id
    assert stays(su) == [
        (cast.group.id, AT - 2 * HOUR, None, AT + timedelta(minutes=5)),
        (two, AT - HOUR, None, AT + HOUR),
    ]
    assert stays(twin) == []


def test_a_merge_is_told_and_written_down(cast, twin):
    merge(cast, twin)

    event = events_after()[-1]
    assert (event.kind, event.member) == ("members.merged", cast.su.id)
    assert (event.fact.into, event.fact.merged) == (cast.su.id, twin.id)
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.subject, entry.after) == (
        "members.merged",
        f"member:{cast.su.id}",
        {"merged": twin.id},
    )


def test_undoing_at_once_restores_everything(cast, twin):
    tagging.tag_members(members=[cast.su.id, twin.id], tag="老读者", by=cast.by_lin, at=AT)
    tagging.tag_members(members=[twin.id], tag="夜猫子", by=cast.by_lin, at=AT)
    before = state()

    undone = merging.undo_merge(merge=merge(cast, twin), by=cast.by_lin, at=MERGED_AT + HOUR)

    assert undone.id == twin.id
    assert state() == before
    event = events_after()[-1]
    assert (event.kind, event.fact.restored, event.fact.kept) == (
        "members.merge_undone",
        twin.id,
        cast.su.id,
    )


def test_what_came_after_the_merge_follows_the_person(cast, twin):
    channel = Channel.objects.get(adapter="matrix")
    merged = merge(cast, twin)

    events = take(
        channel,
        record("message", 3, MERGED_AT + HOUR, "!two", text="还是我"),
        record("leave", 4, MERGED_AT + 2 * HOUR, "!two"),
    )

    assert {one.member for one in events if one.occurred_at > MERGED_AT} == {cast.su.id}
    two = Membership.objects.exclude(group_id=cast.group.id).get()
    assert (two.member_id, two.left_at, two.last_spoke_at) == (
        cast.su.id,
        MERGED_AT + 2 * HOUR,
        MERGED_AT + HOUR,
    )

    restored = merging.undo_merge(merge=merged, by=cast.by_lin, at=MERGED_AT + 3 * HOUR)
    assert stays(restored)[-1][1:3] == (AT - HOUR, MERGED_AT + 2 * HOUR)
    assert stays(cast.su) == [(cast.group.id, AT, None, AT + timedelta(minutes=5))]


def test_words_on_their_way_during_a_merge_reach_the_kept_member(cast, twin):
    channel = Channel.objects.get(adapter="matrix")
    position = events_after()[-1].position
    accepting.accept(
        channel.id, [record("message", 5, MERGED_AT - HOUR, "!two", text="路上")], at=AT + 100 * HOUR
    )
    merge(cast, twin)

    hear(position)

    two = Membership.objects.exclude(group_id=cast.group.id).get()
    assert (two.member_id, two.last_spoke_at) == (cast.su.id, MERGED_AT - HOUR)


def test_pointers_never_form_a_chain(cast, twin):
    first = merging.merge_members(kept=twin, merged=cast.momo, by=cast.by_lin, at=AT)
    second = merge(cast, twin)

    assert people.get_member(cast.momo.id) == cast.su
    assert sorted(people.all_ids(cast.su.id)) == sorted([cast.su.id, cast.momo.id, twin.id])
    with pytest.raises(merging.CannotUndoMerge, match="take that merge back first"):
        merging.undo_merge(merge=first, by=cast.by_lin, at=MERGED_AT)

    merging.undo_merge(merge=second, by=cast.by_lin, at=MERGED_AT)
    merging.undo_merge(merge=first, by=cast.by_lin, at=MERGED_AT)
    assert Member.objects.exclude(merged_into=None).count() == 0


def test_what_cannot_be_merged_stays_as_it_is(cast, twin):
    merge(cast, twin)
    before, told = state(), len(events_after())

    with pytest.raises(merging.CannotMerge, match="with itself"):
        merging.merge_members(kept=cast.su, merged=cast.su, by=cast.by_lin, at=AT)
    with pytest.raises(merging.CannotMerge, match="already part of another"):
        merging.merge_members(kept=cast.momo, merged=twin, by=cast.by_lin, at=AT)
    with pytest.raises(merging.CannotMerge, match="already part of another"):
        merging.merge_members(kept=twin, merged=cast.momo, by=cast.by_lin, at=AT)
    with cast.scope_elsewhere(), pytest.raises(merging.CannotMerge, match="not here"):
        merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_zhou, at=AT)

    assert (state(), len(events_after())) == (before, told)
    assert Merge.objects.count() == 1


def test_an_erased_member_is_neither_merged_nor_taken_apart(cast, twin):
    merged = merge(cast, twin)
    erasing.erase_member(member=cast.su, by=cast.by_lin, at=MERGED_AT)

    with pytest.raises(merging.CannotUndoMerge, match="erased"):
        merging.undo_merge(merge=merged, by=cast.by_lin, at=MERGED_AT)
    with pytest.raises(merging.CannotMerge, match="erased"):
        merging.merge_members(kept=cast.momo, merged=cast.su, by=cast.by_lin, at=MERGED_AT)


def test_a_merge_is_taken_back_once(cast, twin):
    merged = merge(cast, twin)
    merging.undo_merge(merge=merged, by=cast.by_lin, at=MERGED_AT)
    before = state()

    with pytest.raises(merging.CannotUndoMerge, match="already"):
        merging.undo_merge(merge=merged, by=cast.by_lin, at=MERGED_AT)

    assert state() == before
