"""The calendar's pages: the list, the feed, dragging, writing, approving, columns; and who may do what."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.run.calendar.actions import deciding, planning, writing
from linli.run.calendar.actions.planning import PlanningDraft
from linli.run.calendar.actions.writing import SlotDraft
from linli.run.calendar.models import Column, Lecture, Planning, Slot


@pytest.fixture
def post(cast):
    """A draft for the day after tomorrow, at noon in Shanghai, by Cheng."""
    at = (timezone.now() + timedelta(days=2)).replace(hour=4, minute=0, second=0, microsecond=0)
    draft = SlotDraft(title="书单推荐", text="<b>这周</b>读什么", starts_at=at)
    return writing.write_slot(
        community_id=cast.community.id, draft=draft, by=cast.by_cheng, at=timezone.now()
    )


def text(client, address):
    return client.get(address).content.decode()


def do(client, post, wanted, **more):
    return client.post(f"/console/calendar/posts/{post.id}/do/", {"do": wanted, **more}, follow=True)


def test_the_list_shows_what_goes_out_and_what_is_missing(cast, post, lin, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        shown = text(lin, "/console/calendar/")

    assert "书单推荐" in shown
    assert "Draft" in shown
    assert "The mix of four weeks" in shown


def test_an_empty_calendar_says_what_to_do(cast, lin):
    assert "Take up a ready-made column" in text(lin, "/console/calendar/")


def test_the_feed_gives_local_times_and_what_may_be_moved(cast, post, lin):
    day = timezone.now().date()
    address = f"/console/calendar/feed/?start={day}&end={day + timedelta(days=7)}"

    (one,) = json.loads(lin.get(address).content)

    assert one["start"].endswith("T12:00:00")
    assert one["editable"] is True
    assert "ll-cal-loose" in one["classNames"]
    assert lin.get("/console/calendar/feed/?start=x").status_code == 400


def test_dragging_moves_a_post_or_says_why_not(cast, post, lin):
    address = f"/console/calendar/posts/{post.id}/move/"
    day = (post.starts_at + timedelta(days=1)).date()

    moved = lin.post(address, {"version": post.version, "starts_at": f"{day}T15:30:00"})
    stale = lin.post(address, {"version": post.version, "starts_at": f"{day}T16:30:00"})
    night = lin.post(address, {"version": post.version + 1, "starts_at": f"{day}T23:30:00"})
    broken = lin.post(address, {"version": post.version + 1, "starts_at": "soon"})

    assert moved.json()["version"] == post.version + 1
    assert (stale.status_code, night.status_code, broken.status_code) == (422, 422, 422)
    assert "meanwhile" in stale.json()["error"]
    assert "quiet hours" in night.json()["error"]
    assert Slot.objects.get().starts_at.astimezone(timezone.get_fixed_timezone(480)).hour == 15


def test_a_post_is_written_with_a_phone_beside_it(cast, lin):
    day = (timezone.now() + timedelta(days=2)).date()
    given = {
        "community": cast.community.id,
        "title": "晚聊",
        "text": "今晚聊开头",
        "starts_at": f"{day}T20:30",
        "category": "interactive",
        "aim": "emotion",
        "minutes": "30",
        "late_minutes": "60",
    }

    refused = lin.post("/console/calendar/posts/new/", {**given, "text": "{no.such}"})
    made = lin.post("/console/calendar/posts/new/", given, follow=True)

    assert refused.status_code == 422
    assert "{no.such}" in refused.content.decode()
    assert "今晚聊开头" in made.content.decode()
    assert Slot.objects.get().title == "晚聊"


def test_words_are_escaped(cast, post, lin):
    shown = text(lin, f"/console/calendar/posts/{post.id}/")

    assert "<b>这周</b>" not in shown
    assert "&lt;b&gt;" in shown


def test_handing_in_schedules_and_leaving_out_takes_out(cast, post, lin):
    do(lin, post, "hand_in")
    assert Slot.objects.get().state == "scheduled"

    shown = do(lin, post, "drop").content.decode()

    assert Slot.objects.get().state == "cancelled"
    assert "Bring back" in shown


def test_the_queue_offers_approval_to_others_only(cast, lin, cheng):
    planning.save_planning(
        community_id=cast.community.id,
        draft=PlanningDraft(needs_approval=True),
        by=cast.by_lin,
        at=timezone.now(),
    )
    at = (timezone.now() + timedelta(days=2)).replace(hour=4)
    post = writing.write_slot(
        community_id=cast.community.id,
        draft=SlotDraft(title="书单", text="读什么", starts_at=at),
        by=cast.by_cheng,
        at=timezone.now(),
    )
    post = deciding.hand_in(slot_id=post.id, by=cast.by_cheng, at=timezone.now())

    assert "You wrote this yourself" in text(cheng, "/console/calendar/review/")
    assert do(cheng, post, "approve", version=post.version).status_code == 403
    do(lin, post, "send_back", version=post.version, note="短一点")
    assert "短一点" in text(cheng, f"/console/calendar/posts/{post.id}/")
    post = deciding.hand_in(slot_id=post.id, by=cast.by_cheng, at=timezone.now())
    do(lin, post, "approve", version=post.version)
    assert Slot.objects.get().approved_by == cast.by_lin.code


def test_ready_made_columns_plan_four_weeks(cast, lin, django_assert_max_num_queries):
    address = f"/console/calendar/ready/{cast.community.id}/"
    assert "Morning bulletin" in text(lin, address)

    done = lin.post(address, {"codes": ["morning_bulletin", "clinic"]}, follow=True)

    assert "2 columns taken up" in done.content.decode()
    assert Slot.objects.count() > 20
    with django_assert_max_num_queries(24):
        assert "Clinic" in text(lin, "/console/calendar/columns/")
    assert lin.post(address, {"codes": ["no_such"]}).status_code == 422


def test_a_column_is_written_changed_and_paused(cast, lin):
    given = {
        "community": cast.community.id,
        "name": "晚聊",
        "kind": "topic",
        "category": "interactive",
        "aim": "emotion",
        "repeats": "weekly",
        "every": "1",
        "weekdays": ["0", "2"],
        "at_time": "20:30",
        "minutes": "30",
        "starts_on": timezone.localdate().isoformat(),
        "metric": "replies",
        "lead_hours": "24",
    }
    lin.post("/console/calendar/columns/new/", given)
    column = Column.objects.get()
    address = f"/console/calendar/columns/{column.id}/"

    refused = lin.post(address, {**given, "is_automatic": "on"})
    lin.post(f"{address}turn/", {"state": "paused"})

    assert refused.status_code == 422
    assert "need a text" in refused.content.decode()
    assert Column.objects.get().state == "paused"
    assert "Resume" in text(lin, address)


def test_pace_and_mix_are_kept(cast, lin):
    given = {
        "period": "week",
        "least": "1",
        "most": "3",
        "product": "20",
        "values": "40",
        "interactive": "30",
        "clash_minutes": "30",
    }
    address = f"/console/calendar/planning/{cast.community.id}/"

    refused = lin.post(address, given)
    lin.post(address, {**given, "interactive": "40"})

    assert "90%" in refused.content.decode()
    assert Planning.objects.get().most == 3


def test_a_guest_is_named(cast, post, lin):
    given = {"guest": "顾老师", "form": "voice", "contract": "agreed", "fee": "500"}

    lin.post(f"/console/calendar/posts/{post.id}/guest/", given)

    assert Lecture.objects.get().fee_cents == 50_000
    assert "顾老师" in text(lin, "/console/calendar/guests/")


def test_strangers_find_nothing(cast, post, zhou):
    assert zhou.get(f"/console/calendar/posts/{post.id}/").status_code == 404
    assert do(zhou, post, "drop").status_code == 404
    assert "书单推荐" not in text(zhou, "/console/calendar/")
    assert zhou.get(f"/console/calendar/ready/{cast.community.id}/").status_code == 404
