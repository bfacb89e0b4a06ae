"""Taking part on the phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.run.activities.actions import asking, opening
from linli.run.activities.actions.asking import NewSurvey, Question
from linli.run.activities.actions.opening import NewActivity
from linli.run.activities.models import Activity, Part
from tests.cast import AT


def opened(cast, group, kind="poll", **more):
    now = timezone.now()
    options = ("公园", "书店") if kind in ("poll", "quiz") else ()
    new = NewActivity(
        key=kind,
        kind=kind,
        group=group,
        texts={"": "去哪儿？"},
        closes_at=now + timedelta(days=1),
        options=options,
        **more,
    )
    return opening.open_activity(new=new, by=cast.by_lin, at=now)


def group_of(visitor):
    return visitor.stays[0].room.address.group_id


@pytest.fixture
def group(su):
    return group_of(su.get("/m/me/").context["visitor"])


def test_the_empty_list_says_when_something_comes(su):
    assert "Nothing is open now" in su.get("/m/activities/").text


def test_a_member_votes_changes_their_mind_and_sees_how_it_stands(cast, group, su):
    poll = opened(cast, group)

    before = su.get(f"/m/activities/{poll.id}/").text
    su.post(f"/m/activities/{poll.id}/", {"choice": "1"})
    su.post(f"/m/activities/{poll.id}/", {"choice": "2"})
    after = su.get(f"/m/activities/{poll.id}/").text

    assert (Part.objects.get().choice, "my choice" in before, "my choice" in after) == (2, False, True)
    assert "Look again" in su.get("/m/activities/").text


def test_the_answer_of_a_quiz_is_not_shown_while_it_is_open(cast, group, su):
    quiz = opened(cast, group, "quiz", answer="2")

    su.post(f"/m/activities/{quiz.id}/", {"choice": "1"})
    choices = su.get(f"/m/activities/{quiz.id}/").context["choices"]

    assert [choice.is_right for choice in choices] == [False, False]


@pytest.mark.parametrize("choice", ["9", "-1", "x", "１", ""])
def test_a_choice_that_is_none_is_refused(cast, group, su, choice):
    poll = opened(cast, group)

    answer = su.post(f"/m/activities/{poll.id}/", {"choice": choice})

    assert (answer.status_code, Part.objects.count()) == (422, 0)


def test_an_activity_of_another_group_is_not_there(cast, inside, su):
    poll = opened(cast, cast.group.id)
    Activity.objects.filter(id=poll.id).update(group_id=10**9)

    assert su.get(f"/m/activities/{poll.id}/").status_code == 404


def test_a_survey_is_answered_by_its_link_without_signing_in(cast, client):
    new = NewSurvey(
        key="s",
        code="newcomer",
        member=cast.momo.id,
        community=cast.community.id,
        group=cast.group.id,
        text="住得还习惯吗？",
        questions=(Question("nps", "number", "<b>推荐", True),),
        closes_at=timezone.now() + timedelta(days=1),
    )
    asked = asking.ask(new=new, by=cast.by_lin, at=AT)
    address = f"/m/survey/{Activity.objects.get(id=asked.activity).token}/"

    shown = client.get(address).text
    wrong = client.post(address, {"nps": "many"})
    client.post(address, {"nps": "9"})

    assert ("&lt;b&gt;推荐" in shown, wrong.status_code, "many" in wrong.text) == (True, 422, True)
    assert Part.objects.get().answers == {"nps": 9}
    assert client.get("/m/survey/none/").status_code == 404


def test_the_home_page_leads_to_what_is_going_on(inside, su):
    assert 'href="/m/activities/"' in su.get("/m/").text
