"""The invitation page."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from linli.connect.adapters.room.actions import rooms as opening
from linli.connect.adapters.room.models import RoomGuest, RoomMessage, RoomStay
from linli.people.communities.actions import communities
from tests import rooms


def stranger():
    return Client(headers={"accept-language": "en"})


def test_a_stranger_sees_what_the_community_is_for_and_its_rules(inside, cast):
    communities.change_community(
        community=cast.community, purpose="One chapter a day", by=cast.by_lin, at=inside.at
    )
    communities.publish_rules(community=cast.community, text="No adverts", by=cast.by_lin, at=inside.at)

    page = stranger().get(f"/m/j/{inside.link.token}/").text

    assert "One chapter a day" in page
    assert "No adverts" in page
    assert "2 people inside" in page


def test_a_name_and_one_tap_let_a_stranger_in(inside):
    client = stranger()

    answer = client.post(f"/m/j/{inside.link.token}/", {"name": "周末"}, follow=True)

    assert answer.redirect_chain == [("/m/room/reading-1/", 302)]
    assert "周末 joined" in answer.text
    assert "周末" in client.get("/m/").text


def test_a_member_who_opens_the_link_again_goes_straight_in(inside, su):
    answer = su.get(f"/m/j/{inside.link.token}/")

    assert (answer.status_code, answer["Location"]) == (302, "/m/room/reading-1/")


def test_a_bad_name_is_answered_in_the_form(inside):
    answer = stranger().post(f"/m/j/{inside.link.token}/", {"name": "小邻"})

    assert answer.status_code == 422
    assert "This is the name of the group" in answer.text
    assert RoomGuest.objects.count() == 2


def test_an_unknown_link_is_not_found(inside):
    assert stranger().get("/m/j/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_a_link_that_is_over_says_so_and_lets_nobody_in(inside, cast):
    at = timezone.now()
    link = opening.make_link(
        room=inside.room, by=cast.by_lin, at=at - timedelta(days=2), expires_at=at - timedelta(days=1)
    )

    shown = stranger().get(f"/m/j/{link.token}/")
    tried = stranger().post(f"/m/j/{link.token}/", {"name": "周末"})

    assert (shown.status_code, tried.status_code) == (410, 410)
    assert "This invitation is over" in shown.text
    assert RoomGuest.objects.count() == 2


def test_a_banned_guest_is_told_so(inside, su):
    RoomStay.objects.filter(id=inside.su.id).update(left_at=inside.at, banned_at=inside.at)

    answer = su.post(f"/m/j/{inside.link.token}/")

    assert answer.status_code == 422
    assert "its team has removed you" in answer.text


def test_one_browser_can_be_in_two_organisations(inside, cast, su):
    other = rooms.elsewhere(cast, inside.at)

    there = su.post(f"/m/j/{other.link.token}/", {"name": "阿苏"}, follow=True)
    back = su.get(f"/m/j/{inside.link.token}/", follow=True)

    assert "别家群" in there.text
    assert (back.status_code, "共读一群" in back.text) == (200, True)
    assert "苏木" in su.get("/m/me/").text


def test_a_script_in_a_name_is_only_text_everywhere(inside, momo):
    evil = "<script>x()</script>"
    client = stranger()
    client.post(f"/m/j/{inside.link.token}/", {"name": evil})
    client.post("/m/room/reading-1/", {"text": "<img src=x onerror=alert(1)>"})
    asked = RoomMessage.objects.filter(kind="message").last()
    momo.post("/m/room/reading-1/", {"text": f"@{evil} hi", "reply_to": asked.external})
    paths = [
        "",
        "room/reading-1/",
        f"room/reading-1/{asked.external}/",
        "room/reading-1/about/",
        "me/",
        "me/data/",
        "me/name/",
    ]

    pages = [client.get(f"/m/{path}").text for path in paths]

    assert all("&lt;script&gt;" in page or "\\u003Cscript" in page for page in pages)
    assert not any("<script>x" in page or "<img src=x" in page for page in pages)
