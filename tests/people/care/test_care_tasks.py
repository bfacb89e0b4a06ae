"""What is due today is a task of whoever looks after somebody; doing it is a line in their log."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from linli.people.care import reactions
from linli.people.care.actions import asking, caring
from linli.people.care.actions.caring import Terms
from linli.people.care.models import CareNote
from linli.people.tasks.actions import closing
from linli.people.tasks.models import Task
from tests.cast import AT, events_after
from tests.people.belonging.living import Living

TODAY = date(2026, 11, 2)
HEARD = ("care.noted", "care.outreach_made", "care.ended")


@pytest.fixture
def looked_after(cast):
    """Cheng looks after Su: a contact planned for today, and a note to come back to."""
    living = Living(cast, AT)
    living.say("message", "su", AT, text="早上好")
    living.hear()
    caring.assign_care(
        member_id=cast.su.id,
        community_id=cast.community.id,
        terms=Terms(seat_id=cast.cheng_seat.id, next_on=TODAY, next_step="问问新书"),
        today=TODAY,
        by=cast.by_lin,
        at=AT,
    )
    return caring.write_note(
        member_id=cast.su.id,
        community_id=cast.community.id,
        kind="life",
        text="换了工作",
        happened_on=TODAY - timedelta(days=3),
        today=TODAY,
        remind_on=TODAY,
        by=cast.by_lin,
        at=AT,
    )


def hear():
    events = [one for one in events_after() if one.kind in HEARD]
    with transaction.atomic():
        reactions.close_tasks_of_care(events)


def test_what_is_due_is_a_task_of_the_carer_once(cast, looked_after):
    asking.open_due(at=AT)
    asking.open_due(at=AT + timedelta(hours=1))

    tasks = list(Task.objects.order_by("title"))
    assert [(one.title, one.staff_id, one.about) for one in tasks] == [
        ("和苏苏联系，按计划", cast.cheng.id, "care"),
        ("回头看看关于苏苏的一条记录", cast.cheng.id, "care"),
    ]
    assert not any("换了工作" in (one.body + one.purpose) for one in tasks)
    assert tasks[0].due_at.hour == 13  # nine in the evening in Shanghai


def test_nobody_is_asked_before_eight_in_the_morning(cast, looked_after):
    assert asking.open_due(at=AT - timedelta(hours=1, minutes=1)) == 0
    assert not Task.objects.exists()


def test_doing_the_task_writes_a_line_and_ticks_the_note(cast, looked_after):
    asking.open_due(at=AT)
    task = Task.objects.get(key__contains="reminder")

    closing.complete_task(task=task.id, outcome="done", proof="聊了新工作", by=cast.by_cheng, at=AT)
    hear()

    looked_after.refresh_from_db()
    assert looked_after.reminded_at == AT
    line = CareNote.objects.get(kind="done")
    assert (line.text, line.member_id, line.written_by) == (
        "聊了新工作",
        cast.su.id,
        f"staff:{cast.cheng.id}",
    )
    assert list(Task.objects.order_by("id").values_list("state", flat=True)) == ["done", "done"]


def test_being_in_touch_closes_the_task(cast, looked_after):
    asking.open_due(at=AT)
    caring.write_note(
        member_id=cast.su.id,
        community_id=cast.community.id,
        kind="done",
        text="打了电话",
        happened_on=TODAY,
        today=TODAY,
        by=cast.by_lin,
        at=AT,
    )
    hear()

    assert set(Task.objects.values_list("state", "closed_by")) == {("done", f"staff:{cast.lin.id}")}


def test_a_line_about_their_life_closes_nothing(cast, looked_after):
    asking.open_due(at=AT)
    hear()

    assert set(Task.objects.values_list("state", flat=True)) == {"open"}
