"""The pages of privacy in the console."""

import pytest

from linli.people.consent.actions import noticing, requests, watching
from linli.people.consent.models import Choice, Notice, Retention
from linli.people.consent.queries import purposes
from linli.people.consent.queries import watching as looks
from tests.faces.console.conftest import client_of

PAGES = {
    "/console/privacy/": ("用途与说明", "Purposes and wording"),
    "/console/privacy/purposes/marketing/": ("发布", "Publish"),
    "/console/privacy/purposes/new/": ("新用途", "New purpose"),
    "/console/privacy/requests/": ("还没有人提出", "Nobody asked yet"),
    "/console/privacy/retention/": ("保留", "Keep for"),
    "/console/privacy/access/": ("还没有人查看", "Nobody looked yet"),
    "/console/privacy/notice/": ("发布", "As members read it"),
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_privacy_speaks_chinese_and_english(cast, path):
    chinese, english = PAGES[path]

    in_chinese = client_of(cast.lin, language="zh-hans").get(path)
    in_english = client_of(cast.lin, language="en").get(path)

    assert (in_chinese.status_code, in_english.status_code) == (200, 200)
    assert chinese in in_chinese.text
    assert english in in_english.text


@pytest.mark.parametrize("path", [one for one in PAGES if one != "/console/privacy/"])
def test_a_moderator_of_one_community_sees_only_the_purposes(cast, cheng, path):
    assert cheng.get(path).status_code == 403
    assert cheng.get("/console/privacy/").status_code == 200


@pytest.mark.parametrize("path", list(PAGES))
def test_a_page_of_privacy_has_a_budget(cast, lin, path, django_assert_max_num_queries):
    lin.get(path)
    with django_assert_max_num_queries(16):
        lin.get(path)


def test_words_are_published_in_versions(cast, lin):
    given = {"title_en": "Offers", "text_en": "New words", "is_offered": "on"}

    lin.post("/console/privacy/purposes/marketing/", given)

    assert purposes.get_purpose("marketing").version == 2
    assert "New words" in lin.get("/console/privacy/").text


def test_too_little_is_refused_in_the_form(cast, lin):
    answer = lin.post("/console/privacy/purposes/new/", {"code": "Big Name", "title_en": "x"})

    assert "small letters" in answer.text
    assert {one.code for one in purposes.purposes()} == {
        *("service", "profile", "matching", "marketing", "photos", "analytics", "care")
    }


def test_days_are_set_counted_and_taken_back(cast, lin):
    path = "/console/privacy/retention/"

    assert "With 1 days 1 row would go tonight." in lin.get(path, {"kind": "words", "days": 1}).text
    assert not Retention.objects.exists()
    page = lin.post(path, {"kind": "words", "days": 365}, follow=True)
    assert "Saved." in page.text
    assert Retention.objects.get().days == 365
    lin.post(path, {"kind": "words", "days": ""})
    assert not Retention.objects.exists()
    assert "0" in lin.post(path, {"kind": "words", "days": "0"}, follow=True).text
    assert not Retention.objects.exists()


def test_who_looked_and_what_was_asked_stand_in_lists(cast, lin):
    watching.note_access([cast.su.id], by=cast.by_cheng, at=cast.at, why="export")
    noticing.publish_notice(grace_days=5, by=cast.by_lin, at=cast.at)
    asked = requests.ask_erasure(member=cast.su.id, where="portal", by=cast.by_lin, at=cast.at)

    assert "took a copy" in lin.get("/console/privacy/access/", {"why": "export"}).text
    page = lin.get("/console/privacy/requests/").text
    assert asked.code in page
    assert "They stay" in page
    lin.post(f"/console/members/{cast.su.id}/stays/")
    assert "Withdrawn" in lin.get("/console/privacy/requests/").text


def test_the_notice_is_published(cast, lin):
    given = {"contact": "privacy@q.example", "words_en": "Ours", "grace_days": 3, "asks_first": "on"}

    lin.post("/console/privacy/notice/", given)

    row = Notice.objects.get()
    assert (row.contact, row.grace_days, row.asks_first) == ("privacy@q.example", 3, True)


def test_what_a_member_told_the_team_is_written_down(cast, cheng):
    cheng.post(
        f"/console/members/{cast.su.id}/consents/",
        {"purpose": "photos", "answer": "yes", "where": "phone"},
    )
    cheng.post(
        f"/console/members/{cast.su.id}/consents/", {"purpose": "photos", "answer": "yes", "where": "moon"}
    )

    row = Choice.objects.get()
    assert (row.purpose, row.where, row.by) == ("photos", "phone", cast.by_cheng.code)


def test_the_archive_is_handed_out_and_written_down(cast, lin, cheng):
    answer = lin.post(f"/console/members/{cast.su.id}/archive/")

    assert answer["Content-Type"] == "application/zip"
    assert b"index.html" in b"".join(answer.streaming_content)
    assert [one.why for one in looks.looks_at([cast.su.id])] == ["export"]
    assert cheng.post(f"/console/members/{cast.su.id}/archive/").status_code == 403


def test_zhou_writes_nothing_down_for_a_member_elsewhere(cast, zhou):
    answer = zhou.post(
        f"/console/members/{cast.su.id}/consents/",
        {"purpose": "photos", "answer": "yes", "where": "phone"},
    )

    assert answer.status_code == 404
    with cast.scope():
        assert not Choice.objects.exists()
