"""The page of a member: its head, its tabs, whom they know."""

from datetime import timedelta

import pytest

from linli.people.belonging import reactions as belonging
from linli.people.ties import reactions
from linli.people.ties.actions import refreshing
from tests.cast import AT, events_after
from tests.faces.console.conftest import client_of
from tests.people.ties.talking import ids, message, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(cast):
    """Wen answers Su twice; both are counted."""
    events = take_in(
        cast,
        message(1, "su", 60),
        message(2, "wen", 62, to=1),
        message(3, "su", 90),
        message(4, "wen", 92, to=3),
    )
    reactions.keep_ties(events)
    heard = {fact.kind for fact in belonging.HEARD}
    belonging.keep_belongings([one for one in events_after() if one.kind in heard])
    refreshing.refresh(community=cast.community.id, at=AT + timedelta(days=1))
    return ids()


def url(member, tab=""):
    return f"/console/members/{member}/" + (f"?tab={tab}" if tab else "")


def test_the_head_says_how_they_live_and_the_card_whom_they_know(known, lin):
    answer = lin.get(url(known["su"]))

    standing = answer.context["standing"]
    assert [one.words for one in standing.pills][1:] == ["Stranger", "Ordinary participant"]
    assert [(one.partner.id, one.partner.given, one.partner.taken) for one in answer.context["known"]] == [
        (known["wen"], 0, 2)
    ]
    assert url(known["wen"]) in answer.text


@pytest.mark.parametrize(
    ("tab", "words"),
    [("track", "Spoke for the first time"), ("privacy", "Consent"), ("nonsense", "Timeline")],
)
def test_every_tab_is_there(known, lin, tab, words):
    answer = lin.get(url(known["su"], tab))

    assert answer.status_code == 200
    assert words in answer.text


def test_the_track_is_told_in_chinese(cast, known):
    assert "第一次发言" in client_of(cast.lin, language="zh-hans").get(url(known["su"], "track")).text


def test_a_limited_seat_and_another_organisation(known, cheng, zhou):
    assert cheng.get(url(known["su"], "track")).status_code == 200
    assert zhou.get(url(known["su"], "track")).status_code == 404


@pytest.mark.parametrize(("tab", "most"), [("", 44), ("track", 30), ("privacy", 36)])
def test_the_page_asks_a_bounded_number_of_questions(known, lin, django_assert_max_num_queries, tab, most):
    with django_assert_max_num_queries(most):
        lin.get(url(known["su"], tab))
