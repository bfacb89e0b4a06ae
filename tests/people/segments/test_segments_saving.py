"""Making and changing segments; lists by hand; verbs; what a limited reach sees of all that."""

from datetime import timedelta

import pytest

from linli.facts.segments import SegmentFilled
from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import AuditEntry
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.communities.actions import communities
from linli.people.members.actions import erasing, merging
from linli.people.members.models import Merge
from linli.people.segments.actions import adopting, picking, saving
from linli.people.segments.actions.picking import Fate
from linli.people.segments.actions.saving import Draft
from linli.people.segments.models import Pick, Place, Segment, Wording
from linli.people.segments.queries import listing, members, preview, schemes
from linli.people.segments.rules import Kind
from tests.cast import AT, events_after
from tests.people.segments.sorting import Sorting, counts, people, places

GOOD = Draft(name="Some", purpose="why", strategy="what", condition="belonging.messages >= 1")


@pytest.fixture
def sorting(cast):
    return Sorting(cast)


def draft(**changes):
    return Draft(**{name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__} | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "name of at most 60"),
        ({"name": "x" * 61}, "name of at most 60"),
        ({"purpose": ""}, "what the segment is for"),
        ({"purpose": "x" * 201}, "what the segment is for"),
        ({"strategy": "\n"}, "what you do for these people"),
        ({"strategy": "x" * 2001}, "what you do for these people"),
        ({"resource": "x" * 201}, "may cost"),
        ({"hue": "pink"}, "colour"),
        ({"condition": ""}, "line 1"),
        ({"condition": "belonging.mesages > 1"}, "belonging.messages"),
        ({"condition": "belonging.messages"}, "yes or no"),
        ({"condition": 'belonging.stage == "x"'}, "is never"),
        ({"condition": "x" * 4001}, "4,000"),
        ({"condition": "$step.x == 1"}, "step"),
        ({"condition": 'growth.streak > "x"'}, "growth.streak"),
        ({"community_id": 10**9}, "community"),
        ({"owner_seat_id": 10**9}, "organisation"),
    ],
)
def test_what_is_lacking_is_one_sentence_and_nothing_is_written(cast, sorting, changes, sentence):
    before = len(events_after())

    with pytest.raises(Refusal, match=sentence):
        saving.create_segment(draft=draft(**changes), by=cast.by_lin, at=AT)

    assert not Segment.objects.exists()
    assert len(events_after()) == before


def test_a_new_wording_is_a_version_and_is_told_once(cast, sorting):
    segment = saving.create_segment(draft=GOOD, by=cast.by_lin, at=AT)

    changed = draft(condition="belonging.messages == 0", name="Quiet")
    saving.change_segment(segment=segment, draft=changed, by=cast.by_lin, at=AT)
    saving.change_segment(segment=segment, draft=changed, by=cast.by_lin, at=AT)

    assert people(segment) == [cast.momo.id]
    assert list(Wording.objects.order_by("version").values_list("version", "condition")) == [
        (1, "belonging.messages >= 1"),
        (2, "belonging.messages == 0"),
    ]
    filled = [event.fact for event in events_after() if isinstance(event.fact, SegmentFilled)]
    assert [(one.version, one.people) for one in filled] == [(1, 1), (2, 1)]


def test_what_staff_do_is_audited_without_the_words_of_a_condition(cast, sorting):
    segment = saving.create_segment(draft=GOOD, by=cast.by_lin, at=AT)
    saving.archive_segment(segment=segment, by=cast.by_lin, at=AT)

    entries = AuditEntry.objects.filter(subject=f"segment:{segment.id}").order_by("id")
    assert [one.action for one in entries] == ["segment.created", "segment.archived"]
    assert "belonging.messages" not in str(entries[0].after)


def test_picks_follow_a_merge_and_its_undoing_and_go_with_an_erasure(cast, sorting):
    segment = sorting.segment(name="picked")
    picking.add_people(segment=segment, members=[cast.su.id], by=cast.by_lin, at=AT)

    merging.merge_members(kept=cast.momo, merged=cast.su, by=cast.by_lin, at=AT)
    sorting.hear()
    assert people(segment) == [cast.momo.id]
    merging.undo_merge(merge=Merge.objects.get(), by=cast.by_lin, at=AT)
    sorting.hear()
    assert people(segment) == [cast.su.id]
    erasing.erase_member(member=cast.su, by=cast.by_lin, at=AT)
    sorting.hear()

    assert (people(segment), Pick.objects.count(), counts(segment)[0]) == ([], 0, 0)


def test_pasted_lines_have_a_fate_each(cast, sorting):
    segment = sorting.segment(name="picked")
    picking.add_people(segment=segment, members=[cast.momo.id], by=cast.by_lin, at=AT)

    lines = picking.read_lines(segment, f"苏苏，{cast.momo.id}\n\n 谁 \n99999999999999999999", reach=None)

    assert [(one.text, one.fate) for one in lines] == [
        ("苏苏", Fate.ADDED),
        (str(cast.momo.id), Fate.THERE),
        ("谁", Fate.UNKNOWN),
        ("99999999999999999999", Fate.UNKNOWN),
    ]


def test_a_limited_reach_adds_only_whom_it_reaches(cast, sorting):
    other = communities.open_community(name="别的", by=cast.by_lin, at=AT)
    segment = sorting.segment(name="picked")

    added = picking.add_people(
        segment=segment, members=[cast.su.id], by=cast.by_lin, at=AT, reach=frozenset({other.id})
    )

    assert (added, people(segment)) == (0, [])
    assert listing.tabs(frozenset({other.id})) == [listing.Tab(segment.id, "picked", 0)]


@pytest.mark.parametrize("act", [picking.add_people, picking.remove_people])
def test_who_follows_a_condition_is_not_moved_by_hand(cast, sorting, act):
    segment = saving.create_segment(draft=GOOD, by=cast.by_lin, at=AT)

    with pytest.raises(picking.CannotPick, match="follows its condition"):
        act(segment=segment, members=[cast.momo.id], by=cast.by_lin, at=AT)


def test_too_many_at_once_are_refused(cast, sorting):
    segment = sorting.segment(name="picked")

    with pytest.raises(picking.CannotPick, match="10000 people"):
        picking.add_people(segment=segment, members=range(1, 10_002), by=cast.by_lin, at=AT)


def test_verbs_are_safe_twice(cast, sorting):
    segment = sorting.segment(name="picked")
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=AT,
        actor="run:1",
        key="k",
        member_id=cast.su.id,
    )

    for _twice in range(2):
        registry.run("segments.add", {"segment": "picked"}, context)
    assert people(segment) == [cast.su.id]
    assert registry.read("person.segments", [cast.su.id, cast.momo.id], context) == {
        cast.su.id: ["picked"],
        cast.momo.id: [],
    }
    for _twice in range(2):
        registry.run("segments.remove", {"segment": "picked"}, context)

    assert people(segment) == []


def test_people_are_counted_once_in_however_many_communities(cast, sorting):
    other = communities.open_community(name="别的", by=cast.by_lin, at=AT)
    segment = sorting.segment("belonging.is_in")

    assert counts(segment) == {0: 2, cast.community.id: 2}
    assert listing.counts_of([segment.id], frozenset({cast.community.id, other.id})) == {segment.id: 2}
    assert [one.name for one in members.members_of(segment.id, limit=1).lines] == ["墨墨"]
    following = members.members_of(segment.id, after=members.members_of(segment.id, limit=1).after)
    assert [one.name for one in following.lines] == ["苏苏"]
    assert listing.segments_of(cast.su.id) == [listing.Tab(segment.id, "some", 1)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_ready_made_scheme_stands(cast, sorting, language):
    for scheme in schemes.schemes():
        made = adopting.adopt_scheme(code=scheme.code, language=language, by=cast.by_lin, at=AT)
        assert len(made) == len(scheme.segments)

    assert not any(line.is_broken for line in listing.segment_lines(today=AT.date()))


def test_a_scheme_nobody_made_is_refused(cast):
    with pytest.raises(schemes.NoSuchScheme):
        adopting.adopt_scheme(code="zodiac", language="en", by=cast.by_lin, at=AT)


def test_a_preview_writes_nothing_and_counts_as_saving_would(cast, sorting):
    before = places()

    found = preview.preview("belonging.messages == 0", at=AT + timedelta(hours=1))

    assert (found.people, [one.id for one in found.entering]) == (1, [cast.momo.id])
    assert places() == before
    assert not Place.objects.exists()


def test_a_broken_condition_neither_stops_the_lane_nor_changes_anything(cast, sorting):
    segment = saving.create_segment(draft=GOOD, by=cast.by_lin, at=AT)
    Segment.objects.filter(id=segment.id).update(condition="person.gone == 1")

    sorting.say("message", "momo", sorting.now, text="说")
    sorting.hear()

    assert people(segment) == [cast.su.id]
    (line,) = listing.segment_lines(today=AT.date())
    assert (line.is_broken, line.kind) == (True, Kind.CONDITION)
