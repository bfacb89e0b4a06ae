"""Tags, by hand and by verb; and what probes read."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from linli.kernel.orgs.models import AuditEntry
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.members.actions import erasing, merging, tagging
from linli.people.members.models import Membership, Tag
from linli.people.members.queries import people
from linli.people.members.verbs import NobodyToTag
from tests.cast import AT, SPOKE_AT, events_after


def tag(cast, *members, name="老读者", by=None):
    return tagging.tag_members(members=list(members), tag=name, by=by or cast.by_lin, at=AT)


def told():
    return [(one.kind, one.member, one.fact.tag) for one in events_after() if "tagged" in one.kind]


def test_a_tag_is_put_once(cast):
    assert tag(cast, cast.su.id, cast.momo.id) == 2
    assert tag(cast, cast.su.id, cast.momo.id, name="  老读者 ") == 0

    assert people.tags_of([cast.su.id, cast.momo.id]) == {
        cast.su.id: ("老读者",),
        cast.momo.id: ("老读者",),
    }
    assert told() == [("member.tagged", id, "老读者") for id in sorted([cast.su.id, cast.momo.id])]
    entry = AuditEntry.objects.get(action="member.tagged")
    assert entry.after == {"tag": "老读者", "members": sorted([cast.su.id, cast.momo.id])}


def test_a_tag_is_taken_off_once(cast):
    tag(cast, cast.su.id)

    for expected in (1, 0):
        assert tagging.untag_members(members=[cast.su.id], tag="老读者", by=cast.by_lin, at=AT) == expected

    assert told() == [
        ("member.tagged", cast.su.id, "老读者"),
        ("member.untagged", cast.su.id, "老读者"),
    ]
    assert Tag.objects.count() == 0


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_bad_tag_changes_nothing(cast, name):
    before = (len(events_after()), AuditEntry.objects.count())

    with pytest.raises(tagging.BadTag):
        tag(cast, cast.su.id, name=name)

    assert (len(events_after()), AuditEntry.objects.count(), Tag.objects.count()) == (*before, 0)


def test_strangers_and_the_erased_get_no_tag(cast):
    erasing.erase_member(member=cast.momo, by=cast.by_lin, at=AT)

    assert tag(cast, cast.momo.id, 999_999) == 0
    with cast.scope_elsewhere():
        assert tag(cast, cast.su.id, by=cast.by_zhou) == 0
    assert told() == []


def test_a_merged_record_stands_for_the_kept_one(cast):
    merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=AT)

    assert tag(cast, cast.momo.id) == 1
    assert people.tags_of([cast.su.id]) == {cast.su.id: ("老读者",)}


def test_the_team_is_marked_and_it_is_written_down_once(cast):
    for _ in range(2):
        tagging.set_operator(member=cast.su, is_operator=True, by=cast.by_lin, at=AT)

    entry = AuditEntry.objects.get(action="member.operator_set")
    assert (entry.before, entry.after) == ({"is_operator": False}, {"is_operator": True})


def context(cast, **more):
    given = {
        "org_id": cast.org.id,
        "community_id": cast.community.id,
        "at": AT,
        "actor": "run:12",
        "key": "run-12-step-3",
        "member_id": cast.su.id,
    }
    return Context(**(given | more))


def test_a_playbook_tags_and_untags(cast):
    cause = UUID(int=5)
    asked = context(cast, cause=cause, depth=2)

    for _ in range(2):
        registry.run("members.add_tag", {"tag": "新人"}, asked)
    event = events_after()[-1]
    registry.run("members.remove_tag", {"tag": "新人"}, asked)

    assert (event.kind, event.actor, event.origin) == ("member.tagged", "run:12", "automation")
    assert (event.cause, event.depth) == (cause, 3)
    assert [kind for kind, _, _ in told()] == ["member.tagged", "member.untagged"]
    assert AuditEntry.objects.filter(action__startswith="member.").count() == 0


def test_a_verb_without_a_member_says_so(cast):
    with pytest.raises(NobodyToTag, match="no member here"):
        registry.run("members.add_tag", {"tag": "新人"}, context(cast, member_id=None))

    assert told() == []


@pytest.fixture
def known(cast):
    tag(cast, cast.su.id, name="b")
    tag(cast, cast.su.id, name="a")
    tagging.set_operator(member=cast.momo, is_operator=True, by=cast.by_lin, at=AT)
    return cast


def expected_readings(cast):
    stays = {one.member_id: one.id for one in Membership.objects.all()}
    return {
        "membership.joined_at": {stays[cast.su.id]: AT, stays[cast.momo.id]: AT},
        "membership.last_spoke_at": {stays[cast.su.id]: SPOKE_AT, stays[cast.momo.id]: None},
        "person.tags": {cast.su.id: ["a", "b"], cast.momo.id: []},
        "person.is_operator": {cast.su.id: False, cast.momo.id: True},
    }


@pytest.mark.parametrize(
    "name", ["membership.joined_at", "membership.last_spoke_at", "person.tags", "person.is_operator"]
)
def test_probes_read_the_same_for_one_and_for_sets(known, name):
    expected = expected_readings(known)[name]

    read = registry.read(name, list(expected), context(known), {})
    fragment = registry.get_probe(name).sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name.split('.')[0]}.id, {fragment.text} FROM members_membership AS membership"
            " JOIN members_member AS person ON person.id = membership.member_id",
            fragment.params,
        )
        in_sets = dict(cursor.fetchall())

    assert {id: read.get(id) for id in expected} == expected
    assert in_sets == expected


def test_probes_of_zhou_read_nothing(known):
    with known.scope_elsewhere():
        for name, expected in (
            ("person.tags", [known.su.id]),
            ("person.is_operator", [known.su.id]),
        ):
            read = registry.read(name, expected, context(known), {})
            assert {id: value for id, value in read.items() if value is not None} == {}


def test_a_stay_can_be_read_after_a_day(known):
    late = context(known, at=AT + timedelta(days=1))
    stay = Membership.objects.get(member=known.su)

    assert registry.read("membership.joined_at", [stay.id], late, {})[stay.id] == AT
