"""The pages of profiles: fields, template, quality, portraits, directory, duplicates, files."""

import pytest

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.models import Seat
from linli.people.members.models import Member
from linli.people.profiles import jobs
from linli.people.profiles.actions import answering, defining, duplicates
from linli.people.profiles.models import Answer, DuplicatePair, Field, FieldUse, MemberExport, MemberImport
from linli.people.profiles.queries import answers
from tests.faces.console.conftest import client_of
from tests.people.profiles import tables

PAGES = ["", "template/", "quality/", "portraits/", "directory/", "duplicates/", "files/", "fields/new/"]
BASE = "/console/profiles/"


@pytest.fixture
def filled(cast):
    defining.take_template(by=cast.by_lin, at=cast.at)
    for member, phone in ((cast.su, "13800138000"), (cast.momo, "13800138000")):
        values = {"phone": phone, "city": "杭州", "industry": "education", "can_share": "装订旧书"}
        answering.answer(member_id=member.id, values=values, source="member", by=cast.by_lin, at=cast.at)
    duplicates.find_pairs(at=cast.at)
    return cast


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_in_both_languages_filled_and_empty(cast, page, language):
    lin = client_of(cast.lin, language=language)
    empty = lin.get(BASE + page)
    defining.take_template(by=cast.by_lin, at=cast.at)
    full = lin.get(BASE + page + f"?community={cast.community.id}")

    assert (empty.status_code, full.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 16), ("quality/", 18), ("portraits/", 20), ("directory/", 20), ("duplicates/", 18)],
)
def test_a_page_states_its_queries(lin, filled, page, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        lin.get(BASE + page)


def test_the_quality_page_names_fields_nobody_used(lin, filled):
    text = lin.get(f"{BASE}quality/", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert "Never used" in text


def test_looking_at_portraits_is_a_use(lin, filled):
    lin.get(f"{BASE}portraits/?community={filled.community.id}")

    assert FieldUse.objects.filter(field__code="industry", purpose="page").exists()


def test_zhou_sees_nothing_of_it(zhou, filled):
    field, pair = Field.objects.get(code="city"), DuplicatePair.objects.get()

    assert "装订旧书" not in zhou.get(f"{BASE}directory/").content.decode()
    assert zhou.get(f"{BASE}fields/{field.id}/").status_code == 404
    assert zhou.get(f"{BASE}duplicates/{pair.id}/").status_code == 404
    assert zhou.get(f"{BASE}members/{filled.su.id}/").status_code == 404


def test_a_field_is_defined_changed_moved_archived_and_brought_back(lin, cast):
    form = {
        "name": "书架", "code": "shelf", "kind": "choice", "group": "other", "purpose": "分书",
        "choices": "甲 | A\n乙 | B", "seen_by": "staff", "community": "",
    }  # fmt: skip
    assert lin.post(f"{BASE}fields/new/", form).status_code == 302
    field = Field.objects.get(code="shelf")
    assert [one["code"] for one in field.choices] == ["a", "b"]

    shown = lin.get(f"{BASE}fields/{field.id}/").content.decode()
    assert "a | 甲 | A" in shown
    lin.post(f"{BASE}fields/{field.id}/", form | {"name": "大书架"})
    lin.post(f"{BASE}fields/{field.id}/act/", {"act": "archive"})
    field.refresh_from_db()
    assert (field.name, field.archived_at is not None) == ("大书架", True)
    lin.post(f"{BASE}fields/{field.id}/act/", {"act": "restore"})
    assert Field.objects.get(code="shelf").archived_at is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "Shelf!"}, "a code has small letters, digits and _"),
        ({"choices": "甲"}, "write 2 to 60 different choices, one a line"),
        ({"choices": "甲\n甲"}, "write 2 to 60 different choices, one a line"),
    ],
)
def test_a_field_described_wrongly_is_refused(lin, cast, wrong, sentence):
    form = {
        "name": "书架", "code": "shelf", "kind": "choice", "group": "other", "purpose": "分书",
        "choices": "甲\n乙", "seen_by": "staff", "community": "",
    } | wrong  # fmt: skip

    response = lin.post(f"{BASE}fields/new/", form, HTTP_ACCEPT_LANGUAGE="en")

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Field.objects.count() == 0


def test_two_records_are_compared_and_merged_by_a_person(lin, filled):
    pair = DuplicatePair.objects.get()
    assert "装订旧书" in lin.get(f"{BASE}duplicates/{pair.id}/").content.decode()

    lin.post(f"{BASE}duplicates/{pair.id}/decide/", {"act": "one"})

    assert Member.objects.get(id=pair.other_member_id).merged_into_id == pair.one_member_id


def test_two_people_are_put_aside_and_may_come_back(lin, filled):
    pair = DuplicatePair.objects.get()

    lin.post(f"{BASE}duplicates/{pair.id}/decide/", {"act": "two"})
    assert DuplicatePair.objects.get().refuted_at is not None
    lin.post(f"{BASE}duplicates/{pair.id}/decide/", {"act": "again"})
    assert DuplicatePair.objects.get().refuted_at is None


def test_a_file_is_uploaded_looked_over_reported_and_applied(lin, cast, tmp_path):
    defining.take_template(by=cast.by_lin, at=cast.at)
    path = tables.xlsx(tmp_path / "m.xlsx", [["姓名", "单位"], ["苏苏", "青禾书店"], ["无此人", "x"]])

    with path.open("rb") as file:
        response = lin.post(f"{BASE}files/", {"file": file})
    one = MemberImport.objects.get()
    assert response.url == f"{BASE}files/{one.pk}/"
    jobs.check_import(cast.org.id, one.pk)
    shown = lin.get(response.url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "no member fits this row" in shown
    report = b"".join(lin.get(f"{response.url}report.csv")).decode("utf-8-sig")
    assert len(report.splitlines()) == 3

    lin.post(f"{response.url}act/", {"act": "apply"})
    jobs.apply_import(cast.org.id, one.pk, cast.lin.id)
    assert answers.values_of(cast.su.id) == {"company": "青禾书店"}
    assert lin.get(response.url).status_code == 200


def test_a_table_is_handed_out_to_whoever_asked(lin, filled):
    response = lin.post(
        f"{BASE}export/",
        {"community": filled.community.id, "fields_wanted": ["city"], "living": ["stage"], "format": "csv"},
    )
    text = b"".join(lin.get(response.url)).decode("utf-8-sig")

    assert "浙江 杭州" in text
    assert MemberExport.objects.get().state == "done"


def test_staff_write_answers_with_their_own_source(lin, filled):
    url = f"{BASE}members/{filled.su.id}/"
    assert lin.get(url).status_code == 200

    wrong = lin.post(url, {"profile-nickname": "苏", "profile-city": "火星"}, HTTP_ACCEPT_LANGUAGE="en")
    assert wrong.status_code == 422
    assert Answer.objects.filter(source=filled.by_lin.code).count() == 0
    lin.post(url, {"profile-nickname": "苏", "profile-city": "上海"})

    row = Answer.objects.get(member_id=filled.su.id, field__code="city")
    assert (row.value, row.source) == ("上海", filled.by_lin.code)


def test_the_persona_of_a_community_is_described(lin, filled):
    url = f"{BASE}persona/{filled.community.id}/"
    response = lin.post(url, {"name": "阅读推广人", "w_industry": ["education"]})

    assert response.url == f"{BASE}portraits/?community={filled.community.id}"
    assert "阅读推广人" in lin.get(response.url).content.decode()


def test_a_seat_without_the_permission_sees_no_personal_answer(filled):
    seat = Seat.objects.get(staff=filled.cheng)
    seat.role = "assistant"
    seat.save()
    client = client_of(filled.cheng)

    assert not orgs.can(seat, "personal.see")
    assert "13800138000" not in client.get(f"{BASE}directory/").content.decode()
    assert client.get(f"{BASE}members/{filled.su.id}/").status_code == 403
    assert client.post(f"{BASE}export/", {}).status_code == 403
