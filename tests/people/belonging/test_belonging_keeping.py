"""What members do in a community becomes numbers and a stage, live or from history, told in any order."""

from datetime import timedelta

import pytest

from linli.facts.belonging import DayTurned, StageMoved
from linli.people.belonging.models import ActiveDay, Belonging, CommunityDay, StageChange
from linli.people.communities.actions import groups
from linli.people.members.actions import erasing, merging
from tests.cast import AT, SPOKE_AT, events_after
from tests.people.belonging.living import Living, belonging, rows

DAY = timedelta(days=1)


@pytest.fixture
def living(cast):
    living = Living(cast, AT + timedelta(minutes=10))
    living.hear()
    return living


def kinds_after(position, fact):
    return [event for event in events_after(position) if isinstance(event.fact, fact)]


def test_the_cast_belongs_to_its_community(cast, living):
    su, momo = belonging(cast.su), belonging(cast.momo)

    assert (su.joined_at, su.groups, su.left_at, su.last_spoke_at) == (AT, 1, None, SPOKE_AT)
    assert (su.messages, su.messages_7, su.active_days, su.stage, su.contribution) == (
        1,
        1,
        1,
        "new",
        "ordinary",
    )
    assert (momo.messages, momo.last_active_at, momo.stage, momo.contribution) == (0, None, "new", "lurker")


def test_replies_reactions_and_days_are_counted_apart(cast, living):
    living.say("message", "su", AT + timedelta(hours=1), text="好", reply_to="m-1")
    living.say("message", "su", AT + timedelta(hours=2), text="再说一句")
    living.say("reaction", "momo", AT + timedelta(hours=3), target="m-1", emoji="👍")
    living.now = AT + timedelta(hours=4)

    living.hear(size=1)

    su, momo = belonging(cast.su), belonging(cast.momo)
    assert (su.messages, su.replies, su.replies_30, su.active_days) == (3, 1, 1, 1)
    assert (momo.messages, momo.reactions_30, momo.active_days_30) == (0, 1, 1)
    assert momo.last_active_at == AT + timedelta(hours=3)


def test_days_pass_and_a_member_grows_quiet_is_lost_and_returns(cast, living):
    stages = []
    for number in (6, 13, 14, 30, 31):
        living.now = AT + number * DAY
        living.turn()
        stages.append((belonging(cast.su).stage, belonging(cast.su).stage_since.isoformat()))
    living.say("message", "su", AT + 31 * DAY + timedelta(hours=1), text="我回来了")
    living.now = AT + 31 * DAY + timedelta(hours=2)
    living.hear()

    assert stages == [
        ("new", "2026-11-02"),
        ("new", "2026-11-02"),
        ("silent", "2026-11-16"),
        ("lost", "2026-12-02"),
        ("lost", "2026-12-02"),
    ]
    assert (belonging(cast.su).stage, belonging(cast.su).messages_30) == ("returned", 1)
    changes = StageChange.objects.filter(member_id=cast.su.id).order_by("id")
    assert list(changes.values_list("before", "after")) == [
        ("", "new"),
        ("new", "silent"),
        ("silent", "lost"),
        ("lost", "returned"),
    ]


def test_the_day_turns_once_and_says_so(cast, living):
    position = living.position
    living.now = AT + DAY

    living.turn()
    living.turn()

    turned = kinds_after(position, DayTurned)
    assert [(event.fact.day, event.community) for event in turned] == [("2026-11-03", cast.community.id)]
    assert CommunityDay.objects.get().day.isoformat() == "2026-11-03"
    assert set(Belonging.objects.values_list("counted_on", flat=True)) == {CommunityDay.objects.get().day}


def test_a_change_of_stage_is_announced(cast, living):
    position = living.position
    living.now = AT + 14 * DAY

    living.turn()

    told = {event.member: event.fact for event in kinds_after(position, StageMoved)}
    assert told == {cast.su.id: StageMoved("new", "silent"), cast.momo.id: StageMoved("new", "silent")}


def test_history_is_taken_in_without_a_word(cast, living):
    position = living.position
    for number in range(40):
        living.say("message", "wen", AT - (60 - number) * DAY, text=f"往事 {number}")

    living.hear(size=7)

    wen = Belonging.objects.exclude(member_id__in=[cast.su.id, cast.momo.id]).get()
    assert (wen.messages, wen.messages_30, wen.active_days, wen.stage) == (40, 9, 40, "silent")
    assert kinds_after(position, StageMoved) == []
    assert not StageChange.objects.filter(member_id=wen.member_id).exists()
    assert CommunityDay.objects.get().weeks_stale_from.isoformat() == "2026-09-03"


def test_who_leaves_is_lost_and_who_comes_again_is_not(cast, living):
    living.say("leave", "su", AT + timedelta(hours=1))
    living.now = AT + timedelta(hours=2)
    living.hear()
    left = belonging(cast.su)
    living.say("join", "su", AT + timedelta(hours=3))
    living.hear()
    back = belonging(cast.su)

    assert (left.stage, left.groups, left.left_at) == ("lost", 0, AT + timedelta(hours=1))
    assert (back.stage, back.groups, back.left_at) == ("new", 1, None)
    assert (back.joined_at, back.came_at) == (AT, AT + timedelta(hours=3))


def test_a_closed_group_is_left_by_everybody(cast, living):
    groups.close_group(group=cast.group, by=cast.by_lin, at=AT + DAY)
    living.now = AT + DAY + timedelta(hours=1)
    from linli.people.members import reactions as members

    members.end_stays_of_closed_groups([e for e in events_after(living.position) if e.kind == "group.closed"])

    living.hear()

    assert set(Belonging.objects.values_list("groups", "stage")) == {(0, "lost")}


def test_a_merged_record_counts_for_the_member_it_was_merged_into_until_that_is_undone(cast, living):
    living.say("message", "momo", AT + timedelta(hours=1), text="我也是苏苏")
    living.hear()
    before = rows()

    merge = merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=AT + timedelta(hours=2))
    living.hear()
    merged = belonging(cast.su)

    assert Belonging.objects.count() == 1
    assert (merged.messages, merged.active_days) == (2, 1)

    merging.undo_merge(merge=merge, by=cast.by_lin, at=AT + timedelta(hours=3))
    living.hear()

    assert rows() == before


def test_an_erased_member_belongs_nowhere_and_the_counts_stay(cast, living):
    days = ActiveDay.objects.count()

    erasing.erase_member(member=cast.su, by=cast.by_lin, at=AT + timedelta(hours=1))
    living.hear()

    assert list(Belonging.objects.values_list("member_id", flat=True)) == [cast.momo.id]
    assert ActiveDay.objects.count() == days == 1


def test_bots_belong_nowhere(cast, living):
    living.say("message", "helper", AT + timedelta(hours=1), text="我是机器人", is_bot=True)
    living.hear()

    assert Belonging.objects.count() == 2


def test_a_batch_is_a_handful_of_statements(cast, living, django_assert_max_num_queries):
    for number in range(60):
        living.say("message", f"m{number % 20}", AT + timedelta(minutes=number), text="好的")
    living.now = AT + timedelta(hours=2)
    events = events_after(living.position)
    living.hear()
    again = [event for event in events if event.kind in {"message.posted", "membership.joined"}]

    from linli.people.belonging import reactions

    with django_assert_max_num_queries(14):
        reactions.keep_belongings(again)
