"""Every page for members: who gets in, in which language, with how many queries."""

import pytest
from django.test import Client

from linli.connect.adapters.room import sessions
from linli.connect.adapters.room.actions import speaking
from tests import rooms

PAGES = {
    "": ("早上好|下午好|晚上好", "Daily check-in"),
    "room/reading-1/": ("说点什么", "Say something"),
    "room/reading-1/about/": ("退出群聊", "Leave the group"),
    "points/": ("还没有积分", "No points yet"),
    "ranking/": ("榜单还空着", "The list is empty"),
    "me/": ("我的数据", "My data"),
    "me/name/": ("你在群里的名字", "Your name in this group"),
    "me/data/": ("注销与删除", "Be forgotten"),
    "me/erase/": ("此操作无法撤销", "This cannot be taken back"),
}
BUDGETS = {"": 22, "room/reading-1/": 14, "points/": 10, "ranking/": 14, "me/data/": 19}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_chinese_and_english(inside, path):
    chinese, english = PAGES[path]

    in_chinese = rooms.client_of(inside.su.guest, "zh-CN").get(f"/m/{path}")
    in_english = rooms.client_of(inside.su.guest, "en").get(f"/m/{path}")

    assert (in_chinese.status_code, in_english.status_code) == (200, 200)
    assert any(words in in_chinese.text for words in chinese.split("|"))
    assert english in in_english.text
    assert 'lang="zh-hans"' in in_chinese.text.lower()


@pytest.mark.parametrize("path", PAGES)
def test_without_a_cookie_one_is_told_how_to_get_one(inside, path):
    answer = Client(headers={"accept-language": "en"}).get(f"/m/{path}")

    assert answer.status_code == 401
    assert "Open your invitation" in answer.text
    assert "苏木" not in answer.text


@pytest.mark.parametrize("path", ["room/reading-1/", "room/reading-1/about/", "room/nowhere/"])
def test_zhou_finds_nothing(inside, cast, path):
    other = rooms.elsewhere(cast, inside.at)

    assert rooms.client_of(other.su.guest).get(f"/m/{path}").status_code == 404


def test_zhou_cannot_speak_or_act_here(inside, cast):
    other = rooms.elsewhere(cast, inside.at)
    message = speaking.post(stay=inside.su, text="hello", at=inside.at)
    zhou = rooms.client_of(other.su.guest)

    said = zhou.post("/m/room/reading-1/", {"text": "let me in"})
    acted = zhou.post(f"/m/room/reading-1/{message.external}/", {"do": "recall"})

    assert (said.status_code, acted.status_code) == (404, 404)
    message.refresh_from_db()
    assert (message.text, type(message).objects.filter(kind="message").count()) == ("hello", 1)


def test_a_changed_cookie_is_worth_nothing(inside):
    client = rooms.client_of(inside.su.guest)
    client.cookies[sessions.COOKIE] = client.cookies[sessions.COOKIE].value[:-2] + "xx"

    assert client.get("/m/").status_code == 401


def test_a_void_session_is_worth_nothing(inside, su):
    type(inside.su.guest).objects.filter(id=inside.su.guest_id).update(session="another")

    assert su.get("/m/").status_code == 401


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_elsewhere(inside):
    client = Client()
    client.post(f"/m/j/{inside.link.token}/", {"name": "周末"})

    cookie = client.cookies[sessions.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_forms_from_elsewhere_are_refused(inside):
    client = Client(enforce_csrf_checks=True)
    client.cookies[sessions.COOKIE] = rooms.cookie_of(inside.su.guest)

    answers = [
        client.post(f"/m/{path}", {"text": "x"}) for path in ("room/reading-1/", "check-in/", "me/erase/")
    ]

    assert [one.status_code for one in answers] == [403, 403, 403]


def test_pages_are_not_kept_and_the_policy_is_strict(su):
    answer = su.get("/m/room/reading-1/")

    assert "no-store" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_has_a_budget_of_queries(inside, su, path, django_assert_max_num_queries):
    for number in range(8):
        speaking.post(stay=inside.momo, text=f"message {number} @苏木", at=inside.at)

    with django_assert_max_num_queries(BUDGETS[path]):
        assert su.get(f"/m/{path}").status_code == 200


def test_who_is_in_no_group_is_told_what_to_do(inside, su):
    su.post("/m/room/reading-1/leave/")

    assert "Open an invitation link to come in" in su.get("/m/").text
    assert su.get("/m/room/reading-1/").status_code == 404
    assert su.get("/m/points/").status_code == 200
