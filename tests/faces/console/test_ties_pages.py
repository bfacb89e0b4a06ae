"""The pages of relationships: what they show, to whom, and with how many questions to the database."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.people.communities.actions import communities
from linli.people.ties import reactions
from linli.people.ties.actions import refreshing
from tests.cast import AT
from tests.people.ties.talking import ids, message, take_in

pytestmark = pytest.mark.django_db
HOME = "/console/relationships/"
DAY = 24 * 60


@pytest.fixture
def graph(cast):
    """He answers three others for a week and is thanked; Momo talks to nobody."""
    records, number = [], 0
    for day in range(7):
        for place, asker in enumerate(("wen", "su", "bai")):
            start = day * DAY + 60 * place + 35
            number += 3
            records += [
                message(number, asker, start, f"第{day}章 <b>怎么读</b>？"),
                message(number + 1, "he", start + 3, "先看第一段。" * 12, to=number),
                message(number + 2, asker, start + 6, "谢谢，明白了", to=number + 1),
            ]
    reactions.keep_ties(take_in(cast, *records))
    refreshing.refresh(community=cast.community.id, at=AT + timedelta(days=10))
    return ids()


def text(response):
    return response.content.decode()


def test_before_a_graph_was_computed_the_page_says_what_to_do(cast, lin):
    shown = text(lin.get(HOME))

    assert "Not computed yet" in shown
    assert "Compute now" in shown


def test_the_picture_has_a_dot_that_leads_to_every_member(graph, lin):
    shown = text(lin.get(HOME))

    for member in graph.values():
        assert f'<a href="/console/members/{member}/" tabindex="-1"' in shown
    assert "style=" not in shown.split("ll-ties-svg")[1].split("</svg>")[0]
    assert "At the centre" in shown
    assert "stance and factions cannot be seen here" in shown


def test_the_table_says_the_same_by_any_column(graph, lin):
    for sort in ("name", "circle", "centrality", "in", "out", "bridges", "partners", "days", "nonsense"):
        shown = text(lin.get(f"{HOME}table/?sort={sort}"))
        assert all(f"/console/members/{member}/" in shown for member in graph.values())


def test_the_table_is_narrowed_to_those_without_a_tie(cast, graph, lin):
    shown = text(lin.get(f"{HOME}table/?who=alone"))

    assert f"/console/members/{cast.momo.id}/" in shown
    assert f"/console/members/{graph['he']}/" not in shown


def test_a_candidate_is_shown_with_the_words_that_made_them_one_escaped(graph, lin):
    shown = text(lin.get(f"{HOME}candidates/?role=duty_helper"))

    assert f"/console/members/{graph['he']}/" in shown
    assert "第6章 &lt;b&gt;怎么读&lt;/b&gt;？" in shown
    assert "谢谢，明白了" in shown
    assert "<b>怎么读" not in shown


def test_an_unknown_role_shows_the_first(graph, lin):
    assert lin.get(f"{HOME}candidates/?role=%00x").status_code == 200


def test_a_limited_seat_sees_its_communities_only(cast, graph, cheng):
    other = communities.open_community(name="另一个", by=cast.by_lin, at=AT)

    assert cheng.get(f"{HOME}?community={cast.community.id}").status_code == 200
    assert cheng.get(f"{HOME}?community={other.id}").status_code == 404
    assert cheng.post(f"{HOME}{other.id}/refresh/").status_code == 404


def test_another_organisation_sees_nothing(cast, graph, zhou):
    assert zhou.get(f"{HOME}?community={cast.community.id}").status_code == 404
    assert "No community yet" in text(zhou.get(HOME))


def test_computing_is_asked_for_once(cast, graph, lin):
    response = lin.post(f"{HOME}{cast.community.id}/refresh/")

    assert response.status_code == 302
    jobs = ProcrastinateJob.objects.filter(task_name="ties.refresh_community")
    assert [job.args["community_id"] for job in jobs] == [cast.community.id]


@pytest.mark.parametrize(("path", "most"), [("", 30), ("table/", 22), ("candidates/?role=duty_helper", 26)])
def test_pages_ask_little(graph, lin, django_assert_max_num_queries, path, most):
    with django_assert_max_num_queries(most):
        assert lin.get(HOME + path).status_code == 200


@pytest.mark.parametrize("path", ["", "table/", "candidates/"])
def test_pages_are_there_in_chinese(cast, graph, path):
    from tests.faces.console.conftest import client_of

    assert "关系图谱" in text(client_of(cast.lin, language="zh-hans").get(HOME + path))
