"""A volunteer's duty page on the phone: today's list, the note, swaps, offering oneself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from linli.connect.adapters.room import queries as rooms
from linli.people.duty.actions import setting, turning, volunteering
from linli.people.duty.actions.setting import Settings
from linli.people.duty.models import Swap, Term, Volunteer
from linli.people.duty.rules.turns import Source
from linli.people.tasks.models import Task
from tests.cast import events_after
from tests.people.duty.conftest import keep_belongings

PAGE = "/m/duty/"


@pytest.fixture
def members(inside):
    """The numbers of Su and Momo of the room."""
    keep_belongings()
    return [rooms.member_id_of(one.guest) for one in (inside.su, inside.momo)]


@pytest.fixture
def rota(cast, members):
    now = timezone.now()
    return setting.set_up(
        community=cast.community,
        settings=Settings(first_on=timezone.localdate(now) - timedelta(days=3), reward_what="一本书"),
        by=cast.by_lin,
        at=now,
    )


@pytest.fixture
def on(cast, members, rota):
    """Su is on duty, Momo comes next."""
    now = timezone.now()
    for member in members:
        volunteering.put_down(
            community=cast.community, member_id=member, source=Source.CHOSEN, by=cast.by_lin, at=now
        )
    turning.turn(community=cast.community, at=now)
    return members


def terms():
    return list(Term.objects.order_by("number"))


def test_without_a_rota_the_page_says_what_it_would_be(su, momo):
    page = su.get(PAGE)

    assert page.status_code == 200
    assert "Nobody takes turns here yet" in page.text


def test_somebody_offers_themselves_sees_their_turn_and_takes_it_back(cast, members, rota, su):
    page = su.get(PAGE).text
    assert "I would take a turn" in page
    assert "about 40 minutes a day" in page

    su.post(PAGE, {"do": "offer"})
    su.post(PAGE, {"do": "offer"})

    assert [(one.member_id, one.source) for one in Volunteer.objects.all()] == [(members[0], "offered")]
    assert terms()[0].member_id == members[0]
    assert "You take turns here" in su.get(PAGE).text

    su.post(PAGE, {"do": "withdraw"})

    assert Volunteer.objects.get().standing == "left"
    assert terms()[0].member_id is None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_whoever_is_on_duty_shows_today_and_those_who_need_them(on, su, language):
    page = su.get(PAGE, headers={"accept-language": language}).text

    assert "收集新人信息" in page
    assert "Momo" in page
    assert "ll-d-tick" in page


def test_ticking_does_the_task_once_and_counts(on, su):
    task = Task.objects.filter(role="duty").order_by("id").first()

    assert su.post(PAGE, {"do": "tick", "task": task.id}).status_code == 302
    again = su.post(PAGE, {"do": "tick", "task": task.id})

    task.refresh_from_db()
    assert (task.state, task.outcome, task.closed_by) == ("done", "done", f"member:{on[0]}")
    assert again.status_code == 422
    assert "1 of 4 done today" in again.text


def test_a_line_with_nothing_to_do_is_put_aside(on, su):
    task = Task.objects.filter(role="duty").order_by("id").first()

    su.post(PAGE, {"do": "tick", "task": task.id, "how": "skip"})

    task.refresh_from_db()
    assert task.outcome == "skip"


def test_somebody_else_cannot_tick_or_write_the_note(on, momo):
    task = Task.objects.filter(role="duty").order_by("id").first()

    assert momo.post(PAGE, {"do": "tick", "task": task.id}).status_code == 422
    refused = momo.post(PAGE, {"do": "note", "term": terms()[0].id, "note": "不是我"})

    task.refresh_from_db()
    assert task.state == "open"
    assert refused.status_code == 422
    assert terms()[0].note == ""


def test_the_note_is_kept_and_what_is_too_long_stays_in_the_field(on, su):
    su.post(PAGE, {"do": "note", "term": terms()[0].id, "note": "新来三位，都打过招呼"})
    refused = su.post(PAGE, {"do": "note", "term": terms()[0].id, "note": "长" * 2001})

    assert terms()[0].note == "新来三位，都打过招呼"
    assert refused.status_code == 422
    assert "长" * 2001 in refused.text


def test_two_people_swap_on_the_phone(on, su, momo):
    first, second = terms()[:2]
    assert second.member_id == on[1]

    momo.post(PAGE, {"do": "ask", "term": second.id, "with": f"member:{on[0]}"})
    asked = su.get(PAGE).text
    assert "asks whether you could take this turn" in asked
    su.post(PAGE, {"do": "accept", "swap": Swap.objects.get().id})

    assert [one.member_id for one in terms()[:2]] == [on[0], on[0]]
    assert "duty.swapped" in [one.kind for one in events_after()]


def test_whoever_cannot_come_gives_the_turn_away_with_its_tasks(on, su):
    su.post(PAGE, {"do": "decline", "term": terms()[0].id})

    assert terms()[0].member_id == on[1]
    assert set(
        Task.objects.filter(role="duty", state="open").values_list("assignee_member_id", flat=True)
    ) == {on[1]}


def test_a_pause_needs_a_day_to_come(on, su):
    assert su.post(PAGE, {"do": "pause", "until": "soon"}).status_code == 422
    su.post(PAGE, {"do": "pause", "until": str(date.today() + timedelta(days=20))})

    assert Volunteer.objects.get(member_id=on[0]).standing == "paused"
    assert "I am back" in su.get(PAGE).text
    su.post(PAGE, {"do": "resume"})
    assert Volunteer.objects.get(member_id=on[0]).standing == "ready"


def test_rubbish_changes_nothing(on, su):
    before = [(one.member_id, one.state) for one in terms()]

    for given in (
        {"do": "fly"},
        {"do": "tick", "task": "x"},
        {"do": "accept", "swap": "99999999999999999999"},
        {"do": "ask", "term": terms()[0].id, "with": "term:1;drop"},
        {"do": "decline", "term": "0"},
    ):
        assert su.post(PAGE, given).status_code in {302, 422}

    assert [(one.member_id, one.state) for one in terms()] == before


def test_the_page_needs_a_bounded_number_of_queries(on, su, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        su.get(PAGE)


def test_the_home_page_says_whose_turn_it_is(on, su, momo):
    assert "It is your turn" in su.get("/m/").text
    assert "It is your turn" not in momo.get("/m/").text
