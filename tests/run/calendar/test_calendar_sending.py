"""A post goes out at its time, once, or says why not; who approves is not who wrote."""

from datetime import timedelta

import pytest
from django.db import connections, transaction

from linli.connect.gateway.models import Effect
from linli.facts.calendar import SlotApproved, SlotCancelled, SlotMissed, SlotScheduled, SlotSent
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import PLATFORM
from linli.people.tasks.models import Task
from linli.run.calendar import guard
from linli.run.calendar.actions import asking, deciding, measuring, moving, planning, sending, writing
from linli.run.calendar.actions.standing import CannotChange
from linli.run.calendar.actions.writing import SlotDraft
from linli.run.calendar.models import Lecture, Slot
from linli.run.calendar.queries import columns as column_reads
from linli.run.calendar.queries import standing
from linli.run.calendar.queries.slots import NoSuchSlot, access_slot
from tests.cast import events_after
from tests.run.calendar import making

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def scheduled(cast, **said):
    slot = making.slot(cast, **said)
    return deciding.hand_in(slot_id=slot.id, by=cast.by_cheng, at=cast.at)


def told(*facts):
    return [one.fact for one in events_after() if isinstance(one.fact, facts)]


def needing_approval(cast):
    planning.save_planning(
        community_id=cast.community.id,
        draft=planning.PlanningDraft(needs_approval=True),
        by=cast.by_lin,
        at=cast.at,
    )
    return making.slot(cast)


def test_a_post_goes_to_every_open_group_once(cast):
    slot = scheduled(cast, text="{community.name}：{slot.title}，{slot.date}")
    at = slot.starts_at

    assert sending.send_due(at=at - 2 * MINUTE) == 0
    assert (sending.send_due(at=at), sending.send_due(at=at)) == (1, 0)

    effect = Effect.objects.get(origin=f"slot:{slot.id}")
    assert effect.payload["text"] == "共读会：书单推荐，11月2日"
    assert (effect.group_id, effect.message_class, effect.source) == (cast.group.id, "content", "calendar")
    assert effect.late_after == at + timedelta(minutes=120)
    assert Slot.objects.get().state == "going"
    assert making.arrive(slot.id, at) == 1
    assert making.arrive(slot.id, at) == 0
    assert told(SlotScheduled, SlotSent) == [
        SlotScheduled(slot.id),
        SlotSent(slot.id, category="interactive", aim="understanding"),
    ]


def test_what_reached_nobody_is_missed_and_its_owner_is_asked(cast):
    slot = scheduled(cast, owner_seat_id=cast.cheng_seat.id)
    sending.send_due(at=slot.starts_at)

    making.arrive(slot.id, slot.starts_at, state="suppressed")

    again = Slot.objects.get()
    assert (again.state, again.reason) == ("missed", "not_sent")
    task = Task.objects.get(key=f"slot/{slot.id}/missed")
    assert (task.staff_id, task.community_id) == (cast.cheng.id, cast.community.id)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda cast: making.slot(cast, text=""), "no_content"),
        (lambda cast: making.slot(cast), "not_scheduled"),
        (
            lambda cast: deciding.hand_in(slot_id=needing_approval(cast).id, by=cast.by_cheng, at=cast.at),
            "not_approved",
        ),
        (lambda cast: scheduled(cast, late_minutes=30), "too_late"),
    ],
)
def test_what_is_not_ready_is_missed_with_its_reason(cast, prepare, reason):
    slot = prepare(cast)

    assert sending.send_due(at=slot.starts_at + HOUR) == 1

    assert told(SlotMissed) == [SlotMissed(slot.id, reason)]
    assert Slot.objects.get().reason == reason
    assert not Effect.objects.filter(origin=f"slot:{slot.id}").exists()
    assert not Task.objects.filter(origin=asking.review_origin(slot.id), state="open").exists()


def test_whoever_wrote_it_cannot_approve_it(cast):
    slot = deciding.hand_in(slot_id=needing_approval(cast).id, by=cast.by_cheng, at=cast.at)
    assert slot.state == "in_review"
    assert Task.objects.get(origin=asking.review_origin(slot.id)).state == "open"

    with pytest.raises(CannotChange, match="somebody else has to approve"):
        deciding.approve(slot_id=slot.id, version=slot.version, by=cast.by_cheng, at=cast.at)
    with pytest.raises(CannotChange, match="meanwhile"):
        deciding.approve(slot_id=slot.id, version=slot.version - 1, by=cast.by_lin, at=cast.at)
    deciding.approve(slot_id=slot.id, version=slot.version, by=cast.by_lin, at=cast.at)

    assert Slot.objects.get().state == "scheduled"
    assert told(SlotApproved) == [SlotApproved(slot.id)]
    assert Task.objects.get(origin=asking.review_origin(slot.id)).outcome == "approved"


def test_new_words_have_to_be_approved_again(cast):
    slot = deciding.hand_in(slot_id=needing_approval(cast).id, by=cast.by_cheng, at=cast.at)
    slot = deciding.approve(slot_id=slot.id, version=slot.version, by=cast.by_lin, at=cast.at)
    draft = SlotDraft(title=slot.title, text="别的话", starts_at=slot.starts_at)

    changed = writing.edit_slot(
        slot_id=slot.id, version=slot.version, draft=draft, by=cast.by_lin, at=cast.at
    )

    assert (changed.state, changed.approved_by, changed.author) == ("draft", "", cast.by_lin.code)


def test_a_post_sent_back_says_what_should_be_different(cast):
    slot = deciding.hand_in(slot_id=needing_approval(cast).id, by=cast.by_cheng, at=cast.at)

    with pytest.raises(CannotChange, match="what should be different"):
        deciding.send_back(slot_id=slot.id, version=slot.version, note=" ", by=cast.by_lin, at=cast.at)
    deciding.send_back(slot_id=slot.id, version=slot.version, note="短一点", by=cast.by_lin, at=cast.at)

    again = Slot.objects.get()
    assert (again.state, again.note) == ("draft", "短一点")


def test_what_is_taken_out_is_not_sent_even_from_the_outbox(cast):
    slot = scheduled(cast)
    sending.send_due(at=slot.starts_at)

    deciding.drop(slot_id=slot.id, by=cast.by_lin, at=slot.starts_at)
    deciding.drop(slot_id=slot.id, by=cast.by_lin, at=slot.starts_at)

    assert Effect.objects.get(origin=f"slot:{slot.id}").reason == "origin:cancelled"
    assert guard.dropped_slots([f"slot:{slot.id}", "slot:999999"]) == {
        f"slot:{slot.id}": "cancelled",
        "slot:999999": "gone",
    }
    assert told(SlotCancelled) == [SlotCancelled(slot.id, "cancelled")]


def test_moving_asks_for_the_version_seen_a_time_ahead_and_the_day(cast):
    slot = making.slot(cast)
    new = slot.starts_at + HOUR

    for version, time, sentence in (
        (slot.version + 1, new, "meanwhile"),
        (slot.version, cast.at - HOUR, "past"),
        (slot.version, cast.at + timedelta(hours=15), "quiet hours"),
    ):
        with pytest.raises(CannotChange, match=sentence):
            moving.move_slot(slot_id=slot.id, version=version, starts_at=time, by=cast.by_lin, at=cast.at)
    moved = moving.move_slot(slot_id=slot.id, version=slot.version, starts_at=new, by=cast.by_lin, at=cast.at)

    assert (moved.starts_at, moved.ends_at - moved.starts_at) == (new, 30 * MINUTE)
    assert moved.version == slot.version + 1


def test_troubles_name_clashes_full_days_and_quiet_hours(cast):
    first = making.slot(cast)
    second = making.slot(cast, starts_at=first.starts_at + 10 * MINUTE)
    for number in range(1, 4):
        making.slot(cast, starts_at=first.starts_at + number * HOUR)
    last = Slot.objects.latest("starts_at")
    night = making.slot(cast, starts_at=cast.at + timedelta(hours=15))

    groups = standing.open_groups([cast.community.id])
    found = standing.troubles(list(Slot.objects.order_by("starts_at")), groups)

    assert [(one.code, one.other) for one in found[first.id]] == [("clash", second.id)]
    assert [(one.code, one.n) for one in found[last.id]] == [("cap", 5)]
    assert [one.code for one in found[night.id]] == ["quiet"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "needs a title"),
        ({"text": "x" * 10_001}, "at most 10000"),
        ({"text": "{no.such}"}, "{no.such}"),
        ({"category": "other"}, "choose a category"),
        ({"group_ids": (999_999,)}, "another community"),
    ],
)
def test_a_post_that_cannot_be_is_refused_and_nothing_is_written(cast, said, sentence):
    with pytest.raises(CannotChange, match=sentence):
        making.slot(cast, **said)

    assert not Slot.objects.exists()


def test_content_that_is_missing_is_asked_for_once(cast):
    making.column(cast, host_seat_id=cast.lin_seat.id)
    first = Slot.objects.earliest("starts_at")

    assert (asking.ask_for_content(at=cast.at), asking.ask_for_content(at=cast.at)) == (1, 0)

    task = Task.objects.get(origin=asking.content_origin(first.id))
    assert (task.staff_id, task.state) == (cast.lin.id, "open")
    draft = SlotDraft(title="晚聊", text="今天聊开头", starts_at=first.starts_at)
    writing.edit_slot(slot_id=first.id, version=1, draft=draft, by=cast.by_lin, at=cast.at)
    deciding.hand_in(slot_id=first.id, by=cast.by_lin, at=cast.at)
    assert Task.objects.get(id=task.id).outcome == "written"


def test_what_came_of_a_post_is_counted_a_day_later(cast):
    column = making.column(cast, text="早上好", is_automatic=True)
    slot = Slot.objects.earliest("starts_at")
    sending.send_due(at=slot.starts_at)
    making.arrive(slot.id, cast.at)
    Slot.objects.filter(id=slot.id).update(sent_at=cast.at - DAY)
    room = cast.channel.id

    def said(member, fact):
        return Draft(
            fact=fact,
            occurred_at=cast.at,
            community=cast.community.id,
            group=cast.group.id,
            member=member.id,
        )

    with transaction.atomic():
        log.append(
            [
                said(cast.su, MessagePosted("a", str(room), reply_to="p-1")),
                said(cast.momo, MessagePosted("b", str(room))),
                said(cast.momo, ReactionAdded("p-1", str(room))),
                said(cast.momo, ReactionAdded("other", str(room))),
            ],
            by=PLATFORM,
        )
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) FROM events")
        Slot.objects.filter(id=slot.id).update(sent_at=cursor.fetchone()[0] - MINUTE)
    when = Slot.objects.get(id=slot.id).sent_at + DAY

    assert (measuring.measure_posts(at=when), measuring.measure_posts(at=when)) == (1, 0)

    again = Slot.objects.get(id=slot.id)
    assert (again.speakers, again.replies, again.reactions) == (2, 1, 1)
    (line,) = column_reads.column_lines([column], at=when)
    assert (line.sent, line.replies, line.reached) == (1, 1.0, again.messages)


def test_a_guest_is_named_in_the_text_and_goes_with_an_erasure(cast):
    slot = scheduled(cast, text="今晚 {slot.guest|嘉宾} 来聊")
    planning.save_lecture(
        slot_id=slot.id,
        draft=planning.LectureDraft(guest="顾老师", member_id=cast.su.id, fee_cents=50_000),
        by=cast.by_lin,
        at=cast.at,
    )
    with pytest.raises(planning.CannotPlanSo, match="between 1 and 5"):
        planning.save_lecture(
            slot_id=slot.id,
            draft=planning.LectureDraft(guest="顾老师", rating=9),
            by=cast.by_lin,
            at=cast.at,
        )

    sending.send_due(at=slot.starts_at)

    assert Effect.objects.get(origin=f"slot:{slot.id}").payload["text"] == "今晚 顾老师 来聊"
    assert Lecture.objects.get().fee_cents == 50_000


def test_a_stranger_sees_nothing(cast):
    slot = making.slot(cast)

    with cast.scope_elsewhere(), pytest.raises(NoSuchSlot):
        access_slot(cast.zhou_seat, slot.id)
    assert access_slot(cast.cheng_seat, slot.id).id == slot.id
