"""Check-in, points, ranking, and one's own data through the pages."""

import io
import json
import zipfile

import pytest
from django.utils import timezone

from linli.connect.adapters.room import queries, sessions
from linli.connect.adapters.room.actions import speaking
from linli.connect.adapters.room.models import RoomGuest, RoomMessage
from linli.people.members.models import Member
from linli.run.growth.actions import checking_in, setup
from tests import rooms


@pytest.fixture(autouse=True)
def growth(cast):
    setup.set_up(at=cast.at)


def member_of(stay):
    return queries.member_id_of(stay.guest)


def test_checking_in_brings_points_once_a_day(inside, su):
    first = su.post("/m/check-in/", follow=True)
    again = su.post("/m/check-in/", follow=True)

    assert "Checked in: 1 day in a row." in first.text
    assert "You have checked in today already." in again.text
    assert first.context["funds"].available == again.context["funds"].available > 0
    assert "Check-in" in su.get("/m/points/").text


def test_the_button_says_what_checking_in_brings(su):
    card = su.get("/m/").context["check_in"]

    assert (card.is_done, card.is_on, len(card.days)) == (False, True, 7)
    assert card.days[-1].is_today
    assert card.days[-1].points == card.points > 0


def test_tasks_are_those_the_rules_pay_for(su):
    [task] = su.get("/m/").context["tasks"]

    assert (task.title, task.note) == ("Say something in the group", "today 0 of 20")


def test_the_ranking_shows_the_podium_and_ones_own_place(inside, cast, su):
    checking_in.check_in(
        member=member_of(inside.momo), community=cast.community.id, by=cast.by_lin, at=timezone.now()
    )

    page = su.get("/m/ranking/?period=today")

    board = page.context["board"]
    assert [(place.name, place.rank, place.is_me) for place in board.podium] == [("Momo", 1, False)]
    assert (board.own.rank, board.own.is_me) == (0, True)
    assert "to get on the list" in page.text


def test_a_period_nobody_knows_is_the_week(su):
    page = su.get("/m/ranking/?period=<script>")

    assert [tab.is_current for tab in page.context["periods"]].count(True) == 1
    assert page.status_code == 200


def test_everything_held_can_be_taken_along(inside, su):
    speaking.post(stay=inside.su, text="my words", at=inside.at)

    answer = su.post("/m/me/export/")

    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        document = json.loads(archive.read("data.json"))
    assert "attachment" in answer["Content-Disposition"]
    assert [one["text"] for one in document["rooms"]["room"]] == ["my words"]
    assert document["profile"]["name"] == "苏木"


def test_a_new_name_is_shown_at_once(inside, su):
    su.post("/m/me/name/", {"name": "苏大木"})

    assert "苏大木" in su.get("/m/me/").text


def test_erasing_asks_first(inside, su):
    answer = su.post("/m/me/erase/")

    assert (answer.status_code, "Tick the box first" in answer.text) == (422, True)
    assert RoomGuest.objects.get(id=inside.su.guest_id).name == "苏木"


def test_who_erases_everything_is_gone_from_every_page(inside, su, momo):
    speaking.post(stay=inside.su, text="forget these words", at=inside.at)

    answer = su.post("/m/me/erase/", {"sure": "yes"})

    assert "You are forgotten" in answer.text
    assert su.cookies[sessions.COOKIE].value == ""
    page = momo.get("/m/room/reading-1/").text
    assert ("苏木" in page, "forget these words" in page) == (False, False)
    assert Member.objects.get(id=member_of(inside.momo)).erased_at is None
    assert not RoomMessage.objects.filter(text__contains="forget").exists()


def test_a_cookie_of_an_erased_guest_is_worth_nothing(inside, su):
    old = rooms.client_of(inside.su.guest)
    su.post("/m/me/erase/", {"sure": "yes"})

    assert old.get("/m/").status_code == 401
