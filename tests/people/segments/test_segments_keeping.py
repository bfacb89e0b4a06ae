"""Events put people into segments and take them out, and the log says so."""

from datetime import timedelta

import pytest

from linli.facts.segments import SegmentEntered, SegmentFilled, SegmentLeft
from linli.people.members.actions import erasing, merging, tagging
from linli.people.members.models import Merge
from linli.people.segments.models import Move, SegmentDay
from tests.cast import events_after
from tests.people.segments.sorting import Sorting, counts, people, places

DAY = timedelta(days=1)


@pytest.fixture
def sorting(cast):
    return Sorting(cast)


def tag(sorting, *members, word="vip"):
    ids = [one.id for one in members]
    tagging.tag_members(members=ids, tag=word, by=sorting.cast.by_lin, at=sorting.now)


def untag(sorting, *members, word="vip"):
    ids = [one.id for one in members]
    tagging.untag_members(members=ids, tag=word, by=sorting.cast.by_lin, at=sorting.now)


def told(sorting, kind=SegmentEntered | SegmentLeft):
    return [event for event in events_after() if isinstance(event.fact, kind)]


def test_a_new_segment_is_filled_at_once_and_the_log_says_so_once(cast, sorting):
    tag(sorting, cast.su)

    segment = sorting.segment('person.tags contains "vip"')

    assert people(segment) == [cast.su.id]
    assert counts(segment) == {0: 1, cast.community.id: 1}
    assert [event.fact.people for event in told(sorting, SegmentFilled)] == [1]
    assert told(sorting) == []


def test_a_tag_puts_a_member_in_and_its_loss_takes_them_out_with_the_cause(cast, sorting):
    segment = sorting.segment('person.tags contains "vip"')

    tag(sorting, cast.su, cast.momo)
    sorting.hear()
    untag(sorting, cast.su)
    sorting.hear()

    assert people(segment) == [cast.momo.id]
    causes = {event.id: event.kind for event in events_after()}
    assert [(event.kind, event.member, causes[event.cause]) for event in told(sorting)] == [
        *(("segment.entered", id, "member.tagged") for id in sorted([cast.su.id, cast.momo.id])),
        ("segment.left", cast.su.id, "member.untagged"),
    ]
    assert counts(segment) == {0: 1, cast.community.id: 1}
    assert list(Move.objects.order_by("id").values_list("is_entry", "because")) == [
        (True, "member.tagged"),
        (True, "member.tagged"),
        (False, "member.untagged"),
    ]
    day = SegmentDay.objects.get(segment_id=segment.id, community_id=0)
    assert (day.entered, day.left, day.people) == (2, 1, 1)


def test_hearing_an_event_twice_changes_nothing(cast, sorting):
    sorting.segment('person.tags contains "vip"')
    start = sorting.position
    tag(sorting, cast.su)
    sorting.hear()
    before = (places(), len(told(sorting)))

    sorting.position = start
    sorting._take([event for event in events_after(start) if event.kind == "member.tagged"])

    assert (places(), len(told(sorting))) == before


def test_who_leaves_the_community_leaves_its_segments_unless_those_count_who_left(cast, sorting):
    present = sorting.segment("not person.is_operator", name="present")
    ever = sorting.segment("not person.is_operator", name="ever", counts_left=True)

    sorting.say("leave", "su", sorting.now)
    sorting.hear()

    assert people(present) == [cast.momo.id]
    assert people(ever) == sorted([cast.su.id, cast.momo.id])


def test_somebody_new_is_put_where_they_belong_with_their_first_message(cast, sorting):
    segment = sorting.segment("not person.is_operator")

    sorting.say("message", "newcomer", sorting.now, text="大家好")
    sorting.hear()

    assert len(people(segment)) == 3
    assert counts(segment)[0] == 3


def test_merging_and_taking_it_back_moves_the_places(cast, sorting):
    segment = sorting.segment('person.tags contains "vip"')
    tag(sorting, cast.su)
    sorting.hear()
    sorting.start_replay()

    merging.merge_members(kept=cast.momo, merged=cast.su, by=cast.by_lin, at=sorting.now)
    sorting.hear()
    assert people(segment) == [cast.momo.id]
    assert sorting.replayed() == places()
    merging.undo_merge(merge=Merge.objects.get(), by=cast.by_lin, at=sorting.now)
    sorting.hear()

    assert people(segment) == [cast.su.id]
    assert sorting.replayed() == places()
    assert sorting.rebuilt() == 0
    assert counts(segment) == {0: 1, cast.community.id: 1}


def test_an_erased_member_is_in_no_segment_and_leaves_no_trace(cast, sorting):
    segment = sorting.segment("not person.is_operator")
    static = sorting.segment(name="picked")
    sorting.say("leave", "su", sorting.now)
    sorting.hear()

    erasing.erase_member(member=cast.su, by=cast.by_lin, at=sorting.now)
    sorting.hear()

    assert people(segment) == [cast.momo.id]
    assert people(static) == []
    assert not Move.objects.filter(member_id=cast.su.id).exists()


def test_the_turn_of_the_day_notes_how_many_there_are(cast, sorting):
    segment = sorting.segment("not person.is_operator")
    sorting.now += DAY

    sorting.turn()
    sorting.hear()

    days = SegmentDay.objects.filter(segment_id=segment.id, community_id=0).order_by("day")
    assert [(f"{one.day}", one.people) for one in days] == [("2026-11-03", 2)]
