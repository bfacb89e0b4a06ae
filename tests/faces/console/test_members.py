import json

import pytest

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.kernel.orgs.models import AuditEntry
from linli.people.members.actions import tagging
from linli.people.members.models import Member, Merge, Tag
from tests.cast import ROOM, events_after, hear
from tests.faces.console.conftest import client_of

pytestmark = pytest.mark.django_db

LIST = "/console/members/"
LIST_QUERIES, PAGE_QUERIES = 21, 33


def names(answer):
    return [row.line.name for row in answer.context["rows"]]


def tags_of(member):
    return list(Tag.objects.filter(member=member).order_by("name").values_list("name", flat=True))


@pytest.fixture
def double(cast):
    """A second record of Su, by another account."""
    before = events_after()[-1].position
    joined = Inbound(
        kind="join",
        external_id="j-su2",
        occurred_at=cast.at,
        group=ROOM,
        sender="su2",
        sender_name="苏苏的小号",
    )
    accepting.accept(cast.channel.id, [joined], at=cast.at)
    hear(before)
    return Member.objects.get(name="苏苏的小号")


@pytest.mark.parametrize(("language", "words"), [("en", "Last active"), ("zh-hans", "最近活跃")])
def test_the_list_speaks_both_languages(cast, language, words):
    answer = client_of(cast.lin, language=language).get(LIST)

    assert (answer.status_code, words in answer.text) == (200, True)
    assert names(answer) == ["墨墨", "苏苏"]


def test_the_list_takes_a_fixed_number_of_queries(lin, django_assert_num_queries):
    lin.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        lin.get(LIST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=su", ["苏苏"]),
        ("q=墨", ["墨墨"]),
        ("tag=书评人", ["苏苏"]),
        ("q=%25", []),
        ("group=abc", ["墨墨", "苏苏"]),
    ],
)
def test_a_list_is_narrowed(lin, cast, query, found):
    tagging.tag_members(members=[cast.su.id], tag="书评人", by=cast.by_lin, at=cast.at)

    assert names(lin.get(f"{LIST}?{query}")) == found


def test_htmx_gets_the_rows_only(lin):
    answer = lin.get(f"{LIST}?q=su", headers={"HX-Request": "true"})

    assert "苏苏" in answer.text
    assert f'action="{LIST}?q=su"' in answer.text  # "choose all" means what is shown now
    assert "<html" not in answer.text


def test_pages_follow_each_other_by_key(lin, monkeypatch):
    monkeypatch.setattr("linli.faces.console.views.members.A_PAGE", 1)

    first = lin.get(LIST)
    second = lin.get(LIST, {"after": first.context["following"]})

    assert (names(first), names(second)) == (["墨墨"], ["苏苏"])
    assert second.context["following"] == ""


def test_ticked_members_are_tagged_at_once(lin, cast):
    answer = lin.post(LIST, {"act": "tag", "tag": "共读营", "ids": [cast.su.id, cast.momo.id]}, follow=True)

    assert "2 members were tagged “共读营”." in answer.text
    assert (tags_of(cast.su), tags_of(cast.momo)) == (["共读营"], ["共读营"])


def test_everybody_found_is_tagged_when_asked_for(lin, cast):
    lin.post(f"{LIST}?q=su", {"act": "tag", "tag": "共读营", "everything": "1", "ids": [cast.momo.id]})

    assert (tags_of(cast.su), tags_of(cast.momo)) == (["共读营"], [])


def test_a_tag_without_a_word_is_refused(lin, cast):
    answer = lin.post(LIST, {"act": "tag", "tag": " ", "ids": [cast.su.id]}, follow=True)

    assert "Which tag? Type one next to the button." in answer.text
    assert tags_of(cast.su) == []


def test_an_analyst_tags_nobody(cast):
    type(cast.lin_seat).objects.filter(id=cast.cheng_seat.id).update(role="analyst")

    answer = client_of(cast.cheng).post(LIST, {"act": "tag", "tag": "x", "ids": [cast.su.id]})

    assert (answer.status_code, tags_of(cast.su)) == (403, [])


@pytest.mark.parametrize("path", ["", "merge/", "erase/"])
def test_a_member_is_not_there_for_another_organisation(zhou, cast, path):
    assert zhou.get(f"{LIST}{cast.su.id}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["tag/", "untag/", "team/", "merge/", "export/", "erase/"])
def test_another_organisation_changes_nothing(zhou, cast, path):
    before = AuditEntry.objects.count()

    answer = zhou.post(f"{LIST}{cast.su.id}/{path}", {"tag": "x", "is_operator": "1", "name": "苏苏"})

    assert (answer.status_code, AuditEntry.objects.count()) == (404, before)


def test_a_seat_sees_only_members_of_its_communities(cast):
    type(cast.cheng_seat).objects.filter(id=cast.cheng_seat.id).update(communities=[cast.community.id + 1])
    browser = client_of(cast.cheng)

    assert names(browser.get(LIST)) == []
    assert browser.get(f"{LIST}{cast.su.id}/").status_code == 404
    browser.post(LIST, {"act": "tag", "tag": "x", "ids": [cast.su.id]})
    assert tags_of(cast.su) == []


@pytest.mark.parametrize(("language", "words"), [("en", "Joined the group"), ("zh-hans", "加入了群")])
def test_a_member_s_page_tells_their_life_in_both_languages(cast, language, words):
    answer = client_of(cast.lin, language=language).get(f"{LIST}{cast.su.id}/")

    told = [one.what for one in answer.context["told"]]
    assert (answer.status_code, words in told) == (200, True)
    assert "今天读到第三章了" in answer.text


def test_a_member_s_page_takes_a_fixed_number_of_queries(lin, cast, django_assert_num_queries):
    lin.get(f"{LIST}{cast.su.id}/")

    with django_assert_num_queries(PAGE_QUERIES):
        lin.get(f"{LIST}{cast.su.id}/")


def test_older_events_are_on_the_next_page(lin, cast, monkeypatch):
    monkeypatch.setattr("linli.faces.console.views.member.A_PAGE", 1)

    first = lin.get(f"{LIST}{cast.su.id}/")
    second = lin.get(f"{LIST}{cast.su.id}/", {"before": first.context["older"]})
    odd = lin.get(f"{LIST}{cast.su.id}/", {"before": "2026-13-45"})

    assert [one.what for one in first.context["told"]] == ["Wrote a message"]
    assert "Joined the group" in [one.what for one in second.context["told"]]
    assert odd.status_code == 200


def test_words_of_members_are_never_markup(lin, cast):
    before = events_after()[-1].position
    nasty = Inbound(
        kind="message",
        external_id="m-nasty",
        occurred_at=cast.at,
        group=ROOM,
        sender="su",
        sender_name="<script>alert(1)</script>",
        text="<img src=x onerror=alert(2)>",
    )
    accepting.accept(cast.channel.id, [nasty], at=cast.at)
    hear(before)

    page = lin.get(f"{LIST}{cast.su.id}/").text

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page


def test_a_tag_is_put_on_and_taken_off_one_member(lin, cast):
    lin.post(f"{LIST}{cast.su.id}/tag/", {"tag": "书评人"})
    put_on = tags_of(cast.su)
    lin.post(f"{LIST}{cast.su.id}/untag/", {"tag": "书评人"})

    assert (put_on, tags_of(cast.su)) == (["书评人"], [])


def test_a_member_can_belong_to_the_team(lin, cast):
    lin.post(f"{LIST}{cast.su.id}/team/", {"is_operator": "1"})

    cast.su.refresh_from_db()
    assert cast.su.is_operator is True


def test_two_records_are_compared_merged_and_parted_again(lin, cast, double):
    compared = lin.get(f"{LIST}{cast.su.id}/merge/", {"other": double.id}).text
    lin.post(f"{LIST}{cast.su.id}/merge/", {"other": double.id})
    merged = Member.objects.get(id=double.id).merged_into_id
    merge = Merge.objects.get()
    page = lin.get(f"{LIST}{cast.su.id}/").text
    lin.post(f"{LIST}{cast.su.id}/merges/{merge.id}/undo/")

    assert "Are these one person?" in compared
    assert "苏苏的小号" in compared
    assert (merged, "Merged records" in page) == (cast.su.id, True)
    assert Member.objects.get(id=double.id).merged_into_id is None


def test_a_member_is_not_merged_with_itself(lin, cast):
    answer = lin.post(f"{LIST}{cast.su.id}/merge/", {"other": cast.su.id}, follow=True)

    assert "a member cannot be merged with itself: choose two different members" in answer.text
    assert Merge.objects.count() == 0


def test_everything_about_a_member_is_handed_out_as_a_file(lin, cast):
    answer = lin.post(f"{LIST}{cast.su.id}/export/")

    document = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="member-{cast.su.id}.json"'
    assert document["profile"]["name"] == "苏苏"
    assert AuditEntry.objects.filter(action="member.exported").count() == 1


def test_erasing_needs_the_name_typed(lin, cast):
    wrong = lin.post(f"{LIST}{cast.su.id}/erase/", {"name": "苏"})
    cast.su.refresh_from_db()
    kept = cast.su.name
    right = lin.post(f"{LIST}{cast.su.id}/erase/", {"name": "苏苏"})
    cast.su.refresh_from_db()

    assert "That is not the name shown above: nothing was erased." in wrong.text
    assert (kept, right.status_code, cast.su.erased_at is not None) == ("苏苏", 302, True)


@pytest.mark.parametrize("path", ["merge/", "erase/", "export/"])
def test_what_touches_every_community_needs_a_seat_without_limits(cheng, cast, path):
    answer = cheng.post(f"{LIST}{cast.su.id}/{path}", {"name": "苏苏", "other": cast.momo.id})

    cast.su.refresh_from_db()
    assert (answer.status_code, cast.su.erased_at) == (403, None)
