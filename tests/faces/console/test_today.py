from datetime import UTC, datetime, timedelta

import pytest

from linli.facts.growth import CheckedIn
from linli.facts.messages import MessagePosted
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import PLATFORM
from linli.measure.insights import reactions as insights
from linli.measure.insights.counting import COUNTED
from linli.measure.insights.models import Snapshot
from linli.people.communities.actions import groups
from tests.cast import events_after
from tests.faces.console.conftest import client_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
QUERIES = 18


@pytest.fixture
def week(cast, time_machine):
    """Ten messages and two check-ins of Su today, five messages a fortnight ago; counted."""
    time_machine.move_to(NOW, tick=False)
    said = MessagePosted(message="m", group="reading-1", text="早")
    drafts = [(said, NOW - timedelta(minutes=n)) for n in range(10)]
    drafts += [(said, NOW - timedelta(days=14, minutes=n)) for n in range(5)]
    checked_in = CheckedIn(day="2026-11-20", streak=3, points=5)
    drafts += [(checked_in, NOW - timedelta(minutes=n)) for n in range(2)]
    log.append(
        [
            Draft(
                fact=fact, occurred_at=at, community=cast.community.id, group=cast.group.id, member=cast.su.id
            )
            for fact, at in drafts
        ],
        by=PLATFORM,
    )
    insights.keep_rollups([one for one in events_after() if isinstance(one.fact, COUNTED)])


@pytest.mark.parametrize(("language", "words"), [("en", "Groups by risk"), ("zh-hans", "群健康度")])
def test_today_speaks_both_languages(cast, language, words):
    answer = client_of(cast.lin, language=language).get("/console/today/")

    assert (answer.status_code, words in answer.text) == (200, True)


def test_today_takes_a_fixed_number_of_queries(lin, week, django_assert_num_queries):
    lin.get("/console/today/")

    with django_assert_num_queries(QUERIES):
        lin.get("/console/today/")


def test_figures_are_those_of_the_period_and_compared_with_the_one_before(lin, week):
    shown = {one.label: one for one in lin.get("/console/today/?days=14").context["kpis"]}

    messages = shown["Messages"]
    assert (messages.value, messages.delta, messages.trend) == ("10", "66.7%", "up")
    assert (shown["Check-ins"].value, shown["Check-ins"].note) == ("2", "nothing to compare with yet")


def test_a_period_that_is_not_offered_is_the_usual_one(lin, week):
    answer = lin.get("/console/today/?days=9999999")

    assert [tab.is_current for tab in answer.context["periods"]] == [False, True, False]


def test_a_group_in_which_nobody_spoke_is_the_first_in_the_list(lin, cast, week):
    groups.bind_group(
        community=cast.community,
        name="共读二群",
        channel_id=cast.channel.id,
        external="reading-2",
        by=cast.by_lin,
        at=cast.at,
    )

    rows = lin.get("/console/today/").context["groups"]

    assert [(row.group.name, row.sign, row.group.members) for row in rows] == [
        ("共读二群", "Silent", 0),
        ("共读一群", "Steady", 2),
    ]


def test_retention_comes_from_the_newest_snapshot_and_says_its_age(lin, cast, week):
    table = {"starts": ["2026-11-02", "2026-11-09"], "sizes": [4, 2], "cells": [[4, 3, 1], [2, 1, None]]}
    Snapshot.objects.create(
        community_id=cast.community.id,
        taken_at=NOW - timedelta(hours=2),
        document={"metrics": {"weekly_cohorts": table}},
    )

    answer = lin.get("/console/today/")

    cells = [[cell.text for cell in row.cells[:2]] for row in answer.context["heat"].rows]
    assert cells == [["75%", "25%"], ["50%", ""]]
    assert "2 hours ago" in answer.text


def test_without_a_snapshot_the_page_says_how_to_get_one(lin, week):
    assert "No retention figures yet" in lin.get("/console/today/").text


def test_the_feed_tells_who_did_what(lin, week):
    news = lin.get("/console/today/").context["news"]

    assert (news[0].who, news[0].what, news[0].place) == ("苏苏", "Checked in: day 3 in a row", "共读会")


def test_work_is_listed_only_where_there_is_some(lin, cast, week):
    assert lin.get("/console/today/").context["todos"] == []
    groups.close_group(group=cast.group, by=cast.by_lin, at=cast.at)

    todos = lin.get("/console/today/").context["todos"]

    assert [one.title for one in todos] == ["1 group was seen and belongs nowhere"]


def test_another_organisation_sees_nothing_of_it(zhou, week):
    answer = zhou.get("/console/today/")

    assert "苏苏" not in answer.text
    assert "共读" not in answer.text
    assert [one.value for one in answer.context["kpis"]] == ["0", "0", "0", "0"]
    assert "Open your first community" in answer.text


def test_a_limited_seat_sees_its_communities_only(cast, week):
    cast.cheng_seat.communities = [cast.community.id + 1]
    cast.cheng_seat.save()

    answer = client_of(cast.cheng).get("/console/today/")

    assert answer.context["groups"] == []
    assert answer.context["news"] == []
