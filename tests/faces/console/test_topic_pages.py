from datetime import timedelta

import pytest

from linli.content.topics.models import Rhythm, Session, Topic
from tests.content.topics.test_topics import planned, say, written

pytestmark = pytest.mark.django_db
ALL = "/console/topics/"


def test_the_empty_bank_offers_what_linli_brings_along(cast, lin):
    before = lin.get(ALL).text
    lin.post(f"{ALL}take-in/")

    assert ("Take them in" in before, Topic.objects.count()) == (True, 25)
    assert "What fits now" in lin.get(f"{ALL}?community={cast.community.id}").text


def test_a_topic_is_written_changed_and_retired(cast, lin):
    given = {
        "title": "Fish",
        "kind": "universal",
        "point": "Where do you fish?",
        "easy": "Ever?\nOften?",
        "minutes": 30,
        "cool_down_days": 60,
    }

    lin.post(f"{ALL}new/", given)
    one = Topic.objects.get()
    lin.post(f"{ALL}{one.id}/", {**given, "title": "Fishing"})
    lin.post(f"{ALL}{one.id}/", {"act": "retire"})

    one.refresh_from_db()
    assert (one.title, one.state, [each["text"] for each in one.guide]) == (
        "Fishing",
        "retired",
        ["Ever?", "Often?"],
    )


def test_a_topic_without_a_point_is_refused_and_what_was_typed_stays(cast, lin):
    answer = lin.post(
        f"{ALL}new/", {"title": "<b>Fish", "kind": "universal", "minutes": 30, "cool_down_days": 1}
    )

    assert ("&lt;b&gt;Fish" in answer.text, Topic.objects.count()) == (True, 0)


def test_words_people_use_are_shown_with_what_was_said(cast, lin):
    say(cast, *((member, "周末去森林公园", timedelta(hours=1)) for member in (cast.su.id, cast.momo.id, 99)))

    shown = lin.get(f"{ALL}talk/?community={cast.community.id}").text

    assert "Nothing stands out yet" in shown or "森林公园" in shown


def test_a_discussion_is_planned_run_and_closed_by_its_buttons(cast, lin):
    topic, spare = written(cast, "钓鱼"), written(cast, "爬山")
    form = lin.get(f"{ALL}discussions/new/?topic={topic.id}").text
    given = {
        "group": cast.group.id,
        "mode": "formal",
        "topic": topic.id,
        "minutes": 40,
        "starts_at": "2099-01-01T20:00",
    }

    refused = lin.post(f"{ALL}discussions/new/", given).text
    lin.post(f"{ALL}discussions/new/", {**given, "reserve": [spare.id]})
    one = Session.objects.get()
    address = f"{ALL}discussions/{one.id}/"
    lin.post(address, {"act": "open"})
    lin.post(address, {"act": "switch"})
    lin.post(address, {"act": "close", "summary": "Good", "depth": "deep"})

    one.refresh_from_db()
    assert ("needs 1 topic in reserve" in refused, "钓鱼" in form) == (True, True)
    assert (one.state, one.depth, one.topic_id) == ("done", "deep", spare.id)
    assert "Good" in lin.get(address).text


def test_a_limited_seat_does_not_see_discussions_of_other_communities(cast, cheng):
    topic, spare = written(cast, "钓鱼"), written(cast, "爬山")
    one = planned(cast, topic, reserve=[spare])
    Session.objects.filter(id=one.id).update(community_id=10**9)

    assert cheng.get(f"{ALL}discussions/{one.id}/").status_code == 404
    assert "钓鱼" not in cheng.get(f"{ALL}discussions/").text


def test_the_rhythm_is_written_down_by_who_may(cast, lin, cheng):
    given = {
        "community": cast.community.id,
        "days": ["0", "4"],
        "begins": "19:00",
        "ends": "01:00",
        "silence_hours": 30,
        "least": 1,
        "most": 3,
    }

    refused = cheng.post(f"{ALL}rhythm/", given)
    lin.post(f"{ALL}rhythm/", given)

    assert refused.status_code == 403
    row = Rhythm.objects.get()
    assert (row.windows, row.silence_hours, row.is_watched) == (
        [{"days": [0, 4], "begins": "19:00", "ends": "01:00"}],
        30,
        False,
    )
    assert "When people talk" in lin.get(f"{ALL}rhythm/").text


def test_the_pages_ask_few_queries(cast, lin, django_assert_max_num_queries):
    for number in range(6):
        planned(cast, written(cast, f"t{number}"), reserve=[written(cast, f"r{number}")])

    with django_assert_max_num_queries(20):
        lin.get(f"{ALL}discussions/")
    with django_assert_max_num_queries(22):
        lin.get(f"{ALL}?community={cast.community.id}")
    with django_assert_max_num_queries(20):
        lin.get(f"{ALL}rhythm/")
