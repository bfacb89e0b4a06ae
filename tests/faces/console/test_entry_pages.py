"""The pages of entry: the queue, one application, policy, first steps, comings and goings, campaigns."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.people.entry.actions import deciding
from linli.people.entry.models import Application, Campaign, EntryPolicy
from linli.people.entry.queries import policies as published
from linli.people.members.models import Member
from tests.people.entry.conftest import house  # noqa: F401

pytestmark = pytest.mark.django_db
PAGES = ("", "waiting/", "policy/", "newcomers/", "meeting/", "coming/", "campaigns/")


@pytest.fixture
def applied(house):  # noqa: F811
    return house.come("蓝鲸").apply()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages_with_and_without_people(
    cast,
    lin,
    house,  # noqa: F811
    path,
    language,
    django_assert_max_num_queries,  # noqa: F811
):
    type(cast.lin).objects.filter(id=cast.lin.id).update(language=language)
    assert lin.get(f"/console/entry/{path}").status_code == 200
    house.come("蓝鲸").apply()

    with django_assert_max_num_queries(34):
        assert lin.get(f"/console/entry/{path}").status_code == 200


def test_the_queue_shows_the_best_first_and_an_application_shows_everything(cast, lin, house):  # noqa: F811
    house.come("半途").apply({"nickname": "半途", "city": "北京"})
    made = house.come("蓝鲸").apply()

    queue = lin.get("/console/entry/").text
    one = lin.get(f"/console/entry/applications/{made.id}/").text

    assert queue.index("蓝鲸") < queue.index("半途")
    for words in ("《边城》", "会讲沈从文", "可以发广告吗 — 不可以", "推荐一本书"):
        assert words in one


def test_a_moderator_accepts_and_a_second_decision_is_told(cast, cheng, lin, applied):
    path = f"/console/entry/applications/{applied.id}/"

    answer = cheng.post(path, {"do": "accept", "words": "欢迎"})
    late = lin.post(path, {"do": "refuse", "reason": "full"})

    applied.refresh_from_db()
    assert (answer.status_code, applied.state, applied.words) == (302, "accepted", "欢迎")
    assert late.status_code == 422
    assert "somebody decided this application a moment ago" in late.text


def test_many_are_decided_at_once(cast, lin, house):  # noqa: F811
    ids = [house.come(name).apply().id for name in ("甲一", "乙二")]

    page = lin.post("/console/entry/", {"do": "refuse", "reason": "full", "ids": ids}, follow=True)

    assert "2 applications decided." in page.text
    assert list(Application.objects.values_list("state", flat=True)) == ["refused", "refused"]
    assert "Tick applications first." in lin.post("/console/entry/", {"do": "accept"}, follow=True).text


def test_who_reaches_another_community_sees_nothing(cast, zhou, applied):
    assert zhou.get(f"/console/entry/applications/{applied.id}/").status_code == 404
    assert "蓝鲸" not in zhou.get("/console/entry/").text
    assert zhou.get(f"/console/entry/?community={cast.community.id}").status_code == 404


def test_a_policy_is_written_checked_and_published(cast, lin):
    change = f"/console/entry/policy/{cast.community.id}/change/"
    settings = {
        "do": "settings",
        "mode": "application",
        "answer_hours": "24",
        "offer_hours": "48",
        "group": "0",
    }
    lin.post(change, settings)
    refused = lin.post(change, {"do": "publish"}, follow=True)
    questions = "可以发广告吗\n- 可以\n* 不可以"
    lin.post(change, {"do": "settings", **settings, "is_exempt": "on"})
    bad = lin.post(change, {"do": "add", "new-kind": "test", "new-title": "群规", "new-weight": "10"})
    lin.post(
        change,
        {
            "do": "add",
            "new-kind": "test",
            "new-title": "群规",
            "new-weight": "10",
            "new-questions": questions,
            "new-pass_percent": "100",
        },
    )
    lin.post(
        change,
        {"do": "add", "new-kind": "fee", "new-title": "押金", "new-weight": "0", "new-amount": "9.90"},
    )
    lin.post(change, {"do": "publish"})

    assert "needs at least three shared attributes, this one has 0" in refused.text
    assert "needs 1 to 20 questions" in bad.text
    held = published.published(cast.community.id)
    assert (held.version, held.policy.answer_hours, held.policy.fee.amount_cents) == (1, 24, 990)
    assert held.policy.criteria[0].questions[0].right == 1
    lin.post(change, {"do": "remove", "criterion": "fee-1"})
    assert len(published.draft(cast.community).criteria) == 1
    lin.post(change, {"do": "discard"})
    assert not EntryPolicy.objects.filter(version=0).exists()


def test_a_moderator_may_not_change_the_policy(cast, cheng):
    change = f"/console/entry/policy/{cast.community.id}/change/"

    assert cheng.post(change, {"do": "publish"}).status_code == 403
    assert EntryPolicy.objects.count() == 0


def test_first_steps_are_chosen(cast, lin):
    path = f"/console/entry/newcomers/{cast.community.id}/plan/"

    lin.post(path, {"stuck_after_days": "5", "on_rules_read": "on", "title_rules_read": "", "own": "戴帽子"})
    bad = lin.post(path, {"stuck_after_days": "5", "own": ""})

    assert "戴帽子" in lin.get("/console/entry/newcomers/").text
    assert (bad.status_code, "there are 1 to 12 first steps: choose some" in bad.text) == (422, True)


def test_comings_and_goings_are_a_file_without_formulas(cast, lin, house):  # noqa: F811
    Member.objects.filter(id=cast.su.id).update(name="=1+1")
    since = (cast.at - timedelta(days=1)).date().isoformat()

    answer = lin.get(f"/console/entry/coming.csv?since={since}&until={cast.at.date().isoformat()}")
    text = answer.content.decode()

    assert text.startswith("\ufeffWhen,What,Member")
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_a_campaign_has_an_address_and_its_mistakes_are_said(cast, lin, house):  # noqa: F811
    given = {"name": "九月", "channel": "公众号", "starts_on": "2026-09-01"}

    lin.post("/console/entry/campaigns/", given)
    again = lin.post("/console/entry/campaigns/", given)

    assert Campaign.objects.count() == 1
    assert "there is already a campaign called" in again.text
    assert "/m/apply/" in lin.get("/console/entry/campaigns/").text


def test_an_answer_that_is_late_is_marked(cast, lin, applied):
    Application.objects.update(answer_by=timezone.now() - timedelta(hours=1))

    assert "late" in lin.get("/console/entry/").text
    deciding.refuse(application_id=applied.id, reason="full", by=cast.by_lin, at=timezone.now())
    assert "Nobody waits" in lin.get("/console/entry/").text
    assert "蓝鲸" in lin.get("/console/entry/?show=decided").text


def test_publishing_again_is_refused(cast, lin, house):  # noqa: F811
    page = lin.post(f"/console/entry/policy/{cast.community.id}/change/", {"do": "publish"}, follow=True)

    assert "nothing has changed since the last version" in page.text
