import re
from datetime import timedelta

import pytest

from linli.run.activities.models import Activity, Part
from tests.run.activities.test_activities import hear, opened, said

pytestmark = pytest.mark.django_db
NEW = "/console/activities/new/"


def given(cast, **more):
    closes = (cast.at + timedelta(days=4000)).strftime("%Y-%m-%dT%H:%M")
    base = {"group": cast.group.id, "kind": "poll", "text": "去哪儿？", "options": "公园\n书店", "stamp": "s"}
    return {**base, "closes_at": closes, **more}


def test_the_empty_page_says_what_to_do(cast, lin):
    answer = lin.get("/console/activities/")

    assert ("Nothing here yet" in answer.text, NEW in answer.text) == (True, True)


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, lin):
    answer = lin.post(NEW, given(cast, options="公园"))

    assert "closes later than now" in answer.text or "two to nine options" in answer.text
    assert ("去哪儿？" in answer.text, Activity.objects.count()) == (True, 0)


def test_pressing_twice_opens_it_once(cast, lin):
    closes = re.search(r'name="closes_at" value="([^"]+)"', lin.get(NEW).text)[1]

    for _time in range(2):
        lin.post(NEW, given(cast, closes_at=closes))

    assert Activity.objects.get().options == ["公园", "书店"]


def test_one_shows_who_takes_part_and_is_closed(cast, lin, django_assert_max_num_queries):
    poll = opened(cast)
    hear(said(cast, "2", cast.su))

    with django_assert_max_num_queries(25):
        shown = lin.get(f"/console/activities/{poll.id}/").text
    lin.post(f"/console/activities/{poll.id}/close/")

    poll.refresh_from_db()
    assert (cast.su.name in shown, poll.state) == (True, "closed")


def test_a_limited_seat_sees_only_its_communities(cast, cheng, lin):
    poll = opened(cast)
    Activity.objects.filter(id=poll.id).update(community_id=10**9)

    assert cheng.get(f"/console/activities/{poll.id}/").status_code == 404
    assert "去哪儿" not in cheng.get("/console/activities/").text
    assert Part.objects.count() == 0
