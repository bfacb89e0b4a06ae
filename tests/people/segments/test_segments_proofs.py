"""However it is cut into batches: what was kept is what a rebuild makes, and what the log told."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linli.people.communities.actions import communities, groups
from linli.people.members.actions import erasing, merging, tagging
from linli.people.members.models import Member, Merge
from linli.people.segments.actions import picking, saving
from linli.people.segments.models import Headcount, Segment
from linli.people.segments.rules import EVERYWHERE, Kind
from tests.cast import AT, ROOM
from tests.people.segments.sorting import Sorting, places

WHO = ("su", "momo", "hua", "wen")
PLACES = (ROOM, "reading-2", "running-1")
WORDS = ("vip", "speaker")
FIELDS = ("messages", "messages_7", "messages_30", "active_days", "replies_30", "days_silent", "days_joined")
CHOICES = {
    "stage": ("lost", "silent", "at_risk", "returned", "new", "active"),
    "relation": ("stranger", "familiar", "trusted"),
    "contribution": ("lurker", "ordinary", "active"),
}

numbers = st.builds(
    "belonging.{} {} {}".format,
    st.sampled_from(FIELDS),
    st.sampled_from(("<", "<=", "==", "!=", ">=", ">")),
    st.integers(0, 16),
)
named = st.sampled_from(sorted(CHOICES)).flatmap(
    lambda name: st.builds(
        'belonging.{} {} "{}"'.format,
        st.just(name),
        st.sampled_from(("==", "!=", ">=")),
        st.sampled_from(CHOICES[name]),
    )
)
tagged = st.builds('person.tags contains "{}"'.format, st.sampled_from(WORDS))
leaves = st.one_of(numbers, named, tagged, st.just("belonging.is_in"), st.just("true"))
conditions = st.recursive(
    leaves,
    lambda inside: st.one_of(
        st.builds("not ({})".format, inside),
        st.builds("({}) and ({})".format, inside, inside),
        st.builds("({}) or ({})".format, inside, inside),
    ),
    max_leaves=4,
)
asked = st.lists(st.tuples(conditions, st.booleans(), st.booleans()), min_size=1, max_size=5)
deeds = st.one_of(
    *[
        st.tuples(
            st.sampled_from(("message", "message", "reply", "reaction", "join", "leave")),
            st.sampled_from(WHO),
            st.sampled_from(PLACES),
            st.integers(0, 60 * 24),
        )
    ]
    * 2,
    st.tuples(st.sampled_from(("tag", "untag")), st.sampled_from(WHO), st.sampled_from(WORDS)),
    st.tuples(st.sampled_from(("pick", "unpick")), st.sampled_from(WHO)),
    st.tuples(st.just("pass"), st.integers(1, 20)),
    st.tuples(st.just("merge"), st.sampled_from(WHO), st.sampled_from(WHO)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("erase"), st.sampled_from(WHO)),
    st.tuples(st.just("hear"), st.integers(1, 9)),
)


class Undone(Exception):
    """Ends an example: nothing of it stays in the database."""


@given(asked, st.lists(deeds, max_size=40))
@example(
    [("belonging.messages < 1", False, False)],
    [("message", "su", ROOM, 0), ("merge", "su", "momo"), ("undo",)],
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_kept_is_what_a_rebuild_makes_and_what_was_told(cast, wanted, told):
    try:
        with transaction.atomic():
            kept, replayed, changed, counts_are_right = live_through(cast, wanted, told)
            raise Undone
    except Undone:
        pass

    assert changed == 0
    assert kept == replayed
    assert counts_are_right


def live_through(cast, wanted, told):
    sorting = settle(cast)
    for number, (condition, counts_left, is_of_one) in enumerate(wanted):
        community = cast.community.id if is_of_one else None
        sorting.segment(condition, f"s{number}", counts_left=counts_left, community_id=community)
    sorting.segment(name="picked", counts_left=True)
    sorting.hear()
    sorting.start_replay()
    for what, *rest in told:
        tell(cast, sorting, what, rest)
    sorting.turn()
    sorting.hear()
    kept = places()
    return kept, sorting.replayed(), sorting.rebuilt(), counted() == by_hand(kept)


def counted():
    rows = Headcount.objects.exclude(people=0)
    return {(one.segment_id, one.community_id): one.people for one in rows}


def by_hand(kept):
    people = {}
    for community, segment, member in kept:
        people.setdefault((segment, community), set()).add(member)
        people.setdefault((segment, EVERYWHERE), set()).add(member)
    return {key: len(some) for key, some in people.items()}


def settle(cast):
    """A second group, and a second community with a group in another zone."""
    by, channel = cast.by_lin, cast.channel.id
    running = communities.open_community(name="晨跑团", by=by, at=AT, zone="America/New_York")
    for community, name, address in ((cast.community, "共读二群", PLACES[1]), (running, "晨跑群", PLACES[2])):
        groups.bind_group(community=community, name=name, channel_id=channel, external=address, by=by, at=AT)
    sorting = Sorting(cast, AT + timedelta(hours=1))
    for who in WHO:
        sorting.say("join", who, AT, group=PLACES[2])
    sorting.hear()
    return sorting


def tell(cast, sorting, what, rest):
    by, now = cast.by_lin, sorting.now
    if what in ("message", "reply", "reaction", "join", "leave"):
        say(sorting, what, *rest)
    elif what == "pass":
        sorting.hear()
        sorting.now += timedelta(days=rest[0])
        sorting.turn()
    elif what == "hear":
        sorting.hear(rest[0])
    elif what == "undo":
        if merge := Merge.objects.filter(undone_at=None, kept__erased_at=None).order_by("-id").first():
            merging.undo_merge(merge=merge, by=by, at=now)
    else:
        change(sorting, what, [member for one in rest if (member := living(one))], rest, by, now)


def change(sorting, what, members, rest, by, now):
    ids = [one.id for one in members]
    if what == "merge" and len(set(ids)) == 2:
        merging.merge_members(kept=members[0], merged=members[1], by=by, at=now)
    elif what == "erase" and ids:
        erasing.erase_member(member=members[0], by=by, at=now)
    elif what == "tag":
        tagging.tag_members(members=ids, tag=rest[1], by=by, at=now)
    elif what == "untag":
        tagging.untag_members(members=ids, tag=rest[1], by=by, at=now)
    elif what == "pick":
        picking.add_people(segment=Segment.objects.get(name="picked"), members=ids, by=by, at=now)
    elif what == "unpick":
        picking.remove_people(segment=Segment.objects.get(name="picked"), members=ids, by=by, at=now)


def say(sorting, kind, who, place, hours):
    at = min(AT + timedelta(hours=hours), sorting.now)
    more = {
        "message": {"text": "说"},
        "reply": {"text": "答", "reply_to": "m-1"},
        "reaction": {"target": "m-1", "emoji": "👍"},
    }.get(kind, {})
    sorting.say("message" if kind == "reply" else kind, who, at, group=place, **more)


def living(who):
    """The member of this account, unless merged away or erased."""
    name = {"su": "苏苏", "momo": "墨墨"}.get(who, who)
    found = Member.objects.filter(nicknames__name__in=[who, name], merged_into=None, erased_at=None)
    return found.order_by("id").first()


def test_a_segment_can_be_given_another_community(cast):
    sorting = settle(cast)
    segment = sorting.segment("true")

    draft = saving.Draft(
        name="some",
        purpose="x",
        strategy="y",
        kind=Kind.CONDITION,
        condition="true",
        community_id=cast.community.id,
    )
    saving.change_segment(segment=segment, draft=draft, by=cast.by_lin, at=sorting.now)

    assert {community for community, _, _ in places()} == {cast.community.id}
    assert counted() == by_hand(places())
