"""Consents, the archive, days to think before an erasure: on the phone page, without JavaScript."""

import io
import zipfile

import pytest

from linli.connect.adapters.room import queries
from linli.connect.adapters.room.models import RoomGuest
from linli.people.consent.actions import noticing, watching
from linli.people.consent.models import Choice, Request
from linli.people.consent.queries import choices
from linli.people.members.models import Member


def member_of(inside):
    return queries.member_id_of(RoomGuest.objects.get(id=inside.su.guest_id))


def text_of(response):
    return response.content.decode()


def answer(client, purpose, said):
    return client.post("/m/me/consents/", {"purpose": purpose, "answer": said}, follow=True)


def test_a_member_agrees_and_withdraws(cast, inside, su):
    page = su.get("/m/me/consents/")
    assert "Marketing messages" in text_of(page)
    assert "Needed to be a member" in text_of(page)

    answer(su, "marketing", "yes")
    assert choices.current_of(member_of(inside))["marketing"].where == "portal"

    answer(su, "marketing", "no")
    assert not choices.current_of(member_of(inside))["marketing"].is_given


@pytest.mark.parametrize("purpose", ["", "nonsense", "service"])
def test_what_cannot_be_answered_is_refused_in_a_sentence(cast, inside, su, purpose):
    page = answer(su, purpose, "no")

    assert page.status_code == 200
    assert "there is no purpose called" in text_of(page) or "nobody can be a member" in text_of(page)
    assert not Choice.objects.exists()


def test_the_page_of_my_data_shows_who_looked_and_the_notice(cast, inside, su):
    noticing.publish_notice(contact="privacy@qingfeng.example", by=cast.by_lin, at=cast.at)
    watching.note_access([member_of(inside)], by=cast.by_cheng, at=cast.at, why="page")

    page = text_of(su.get("/m/me/data/"))

    assert "程诺 · opened the page" in page
    assert "privacy@qingfeng.example" in page
    assert "Which data, why, how long, and who sees it" in page


def test_the_copy_is_an_archive(cast, inside, su):
    response = su.post("/m/me/export/")

    assert response["Content-Type"] == "application/zip"
    body = b"".join(response.streaming_content)
    assert "index.html" in zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert Request.objects.get().kind == "export"


def test_with_days_to_think_an_erasure_waits_and_can_be_taken_back(cast, inside, su):
    noticing.publish_notice(grace_days=7, by=cast.by_lin, at=cast.at)

    page = su.post("/m/me/erase/", {"sure": "yes"}, follow=True)
    assert Request.objects.get().code in text_of(page)
    assert Member.objects.get(id=member_of(inside)).erased_at is None

    page = su.post("/m/me/stay/", follow=True)
    assert "Nothing is erased" in text_of(page)
    assert Request.objects.get().state == "withdrawn"


def test_without_them_the_page_says_good_bye_with_a_receipt(cast, inside, su):
    member = member_of(inside)

    page = su.post("/m/me/erase/", {"sure": "yes"})

    assert Request.objects.get().code in text_of(page)
    assert Member.objects.get(id=member).erased_at is not None
    assert su.get("/m/me/").status_code == 401
