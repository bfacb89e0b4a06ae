"""From a number to the people behind it: each link is followed, and as many stand there as it says."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.people.belonging.actions import weeks
from linli.people.communities.actions import matrix
from linli.people.communities.actions.matrix import End, Terms
from linli.people.profiles.actions import answering, defining
from linli.people.ties import reactions
from linli.people.ties.actions import refreshing
from tests.people.belonging.living import Living
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in
from tests.people.segments.sorting import Sorting
from tests.people.ties.talking import message, take_in

KPI = r'<div class="ll-kpi-label">.*?<a href="(?P<url>[^"]+)">[^<]*</a>.*?ll-kpi-value">(?P<count>\d+)'
CELL = r'<a class="text-decoration-underline" href="(?P<url>[^"]+)">(?P<count>\d+)</a>'
SEGMENT = r'<a href="(?P<url>/console/members/\?segment=\d+)"><span class="h1">(?P<count>\d+)'
BAR = r'<dt><a href="(?P<url>[^"]+)">[^<]*</a></dt><dd>.*?<b>(?P<count>\d+)</b>'


def numbers(client, path, pattern):
    """Addresses and the numbers that lead there."""
    text = client.get(path).text
    return [
        (html.unescape(one["url"]), int(one["count"])) for one in re.finditer(pattern, text, flags=re.DOTALL)
    ]


def found(client, url):
    """How many people a page of the list says there are."""
    answer = client.get(url)
    assert answer.status_code == 200
    return int(re.search(r"(\d+) found", answer.text)[1])


def agree(client, pairs):
    assert pairs
    assert {url: found(client, url) for url, _count in pairs} == dict(pairs)


@pytest.fixture
def living(cast):
    """Wen was lost long ago, Hua speaks, Su and Momo are there."""
    now = timezone.now()
    living = Living(cast, now)
    for ago in (60, 40, 20, 3):
        living.say("message", "wen", now - ago * DAY, text="往事")
        living.say("message", "hua", now - (ago // 9) * DAY, text="今天")
    living.hear()
    weeks.count_weeks(community_id=cast.community.id)
    return living


def test_stages_closeness_and_contribution(lin, living):
    agree(lin, numbers(lin, "/console/lifecycle/", KPI))
    agree(lin, numbers(lin, "/console/lifecycle/", BAR))


def test_members_of_a_group_on_the_first_page_and_of_a_community_at_its_home(lin, cast, living):
    pairs = [one for one in numbers(lin, "/console/today/", CELL) if "group=" in one[0]]
    agree(lin, pairs)
    home = numbers(lin, f"/console/communities/{cast.community.id}/", KPI)
    agree(lin, [one for one in home if "console/members" in one[0]])


def test_people_of_a_segment(lin, cast):
    sorting = Sorting(cast)
    sorting.segment("belonging.messages >= 1", "Speakers")

    agree(lin, numbers(lin, "/console/segments/", SEGMENT))


def test_people_behind_a_bar_of_a_portrait(lin, cast, living):
    defining.take_template(by=cast.by_lin, at=cast.at)
    for member, industry in ((cast.su, "education"), (cast.momo, "education")):
        answering.answer(
            member_id=member.id, values={"industry": industry}, source="member", by=cast.by_lin, at=cast.at
        )

    pairs = numbers(lin, f"/console/profiles/portraits/?community={cast.community.id}", BAR)

    assert [count for _url, count in pairs] == [2]
    agree(lin, pairs)


def test_people_who_went_along_a_path(lin, cast):
    meadow = build_meadow(cast)
    now = timezone.now()
    went = add_people(3)
    let_in(meadow, meadow.pool, went, joined_at=now - 20 * DAY)
    let_in(meadow, meadow.camp, went[:2], joined_at=now - 3 * DAY)
    matrix.draw_edge(
        source=End("community", meadow.pool.id),
        target=End("community", meadow.camp.id),
        terms=Terms("读满一周的书友"),
        by=cast.by_lin,
        at=now - 30 * DAY,
    )

    [(url, count)] = numbers(lin, "/console/matrix/", CELL)

    shown = set(re.findall(r"/console/members/(\d+)/", lin.get(url).text))
    assert (count, shown) == (2, {str(one) for one in went[:2]})


def test_newcomers_without_a_tie(lin, cast):
    records = [message(1, "wen", 35, "怎么读？"), message(2, "he", 40, "先看第一段。" * 9, to=1)]
    reactions.keep_ties(take_in(cast, *records))
    refreshing.refresh(community=cast.community.id, at=cast.at + timedelta(days=10))

    pairs = [one for one in numbers(lin, "/console/relationships/", KPI) if "who=" in one[0]]

    listed = {
        url: len(set(re.findall(r"/console/members/(\d+)/", lin.get(url).text.split('id="rows"')[1])))
        for url, _count in pairs
    }
    assert len(pairs) == 2
    assert listed == dict(pairs)
