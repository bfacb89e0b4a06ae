"""The pages of the lifecycle: numbers with the people behind them, weeks, and publishing what stages mean."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.people.belonging import jobs
from linli.people.belonging.actions import publishing, weeks
from linli.people.belonging.models import Belonging, StageRules
from linli.people.belonging.rules import DEFAULT
from linli.people.communities.actions import communities
from tests.people.belonging.living import Living

DAY = timedelta(days=1)
NUMBERS = {name: getattr(DEFAULT, name) for name in DEFAULT.__struct_fields__}


@pytest.fixture
def living(cast):
    now = timezone.now()
    living = Living(cast, now)
    for ago in (60, 40, 20, 19, 3):
        living.say("message", "wen", now - ago * DAY, text="往事")
    living.hear()
    weeks.count_weeks(community_id=cast.community.id)
    return living


@pytest.fixture
def no_queue(monkeypatch):
    """Publishing asks for work in the background; what was asked is kept here."""
    asked = []
    monkeypatch.setattr(jobs.apply_rules, "defer", lambda **given: asked.append(given))
    return asked


def rules_url(cast):
    return f"/console/lifecycle/{cast.community.id}/rules/"


def test_the_stages_are_counted_and_lead_to_the_people(cast, living, lin, django_assert_max_num_queries):
    lin.get("/console/lifecycle/")
    with django_assert_max_num_queries(14):
        page = lin.get("/console/lifecycle/").content.decode()

    for stage in ("new", "active", "returned", "at_risk", "silent", "lost"):
        assert f"/console/members/?community={cast.community.id}&amp;stage={stage}" in page
    assert "Stages week by week" in page
    assert "Who moved from where to where" in page
    assert "3 members as of" in page


def test_the_pages_are_there_in_chinese(cast, living):
    from tests.faces.console.conftest import client_of

    zh = client_of(cast.lin, language="zh-hans")

    assert "生命周期" in zh.get("/console/lifecycle/").content.decode()
    assert "阶段的含义" in zh.get(rules_url(cast)).content.decode()


def test_without_a_community_the_page_says_what_to_do(zhou):
    assert "Open a community" in zhou.get("/console/lifecycle/").content.decode()


def test_an_empty_community_says_what_to_do(cast, lin):
    empty = communities.open_community(name="新社群", by=cast.by_lin, at=cast.at)

    assert (
        "Nobody was heard of here yet"
        in lin.get(f"/console/lifecycle/?community={empty.id}").content.decode()
    )


def test_others_communities_are_not_there(cast, zhou, cheng):
    other = communities.open_community(name="别处", by=cast.by_lin, at=cast.at)

    assert zhou.get(f"/console/lifecycle/?community={cast.community.id}").status_code == 404
    assert zhou.get(rules_url(cast)).status_code == 404
    assert cheng.get(f"/console/lifecycle/?community={other.id}").status_code == 404
    assert cheng.get(f"/console/lifecycle/{other.id}/rules/").status_code == 404


def test_a_preview_publishes_nothing(cast, living, lin):
    given = NUMBERS | {
        "lost_days": 500 - 200,
        "silent_days": 200,
        "scope": cast.community.id,
        "do": "preview",
    }

    page = lin.post(rules_url(cast), given).content.decode()

    assert "Who would move" in page
    assert "of 3 members looked at, of 3" in page
    assert StageRules.objects.count() == 0


def test_publishing_makes_a_version_and_asks_for_everybody_to_be_staged(cast, living, lin, no_queue):
    given = NUMBERS | {"lost_days": 300, "silent_days": 200, "scope": cast.community.id, "do": "publish"}

    answer = lin.post(rules_url(cast), given)

    assert answer.status_code == 302
    assert StageRules.objects.get().community_id == cast.community.id
    assert no_queue[0]["community_id"] == cast.community.id
    publishing.apply_rules(community_id=cast.community.id, at=living.now)
    assert "silent" not in set(Belonging.objects.values_list("stage", flat=True))
    assert "Version 1 is in force" in lin.get(rules_url(cast)).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"silent_days": 40}, "at risk must come before silent"),
        ({"trusted_days": 1}, "who is trusted was familiar before"),
        ({"new_days": 0}, "greater than or equal to 1"),
        ({"new_days": "x"}, "Enter a whole number"),
        ({"lost_days": 366}, "less than or equal to 365"),
        ({"scope": "99"}, "Select a valid choice"),
    ],
)
def test_numbers_that_cannot_be_are_refused(cast, living, lin, no_queue, given, words):
    sent = NUMBERS | {"scope": cast.community.id, "do": "publish"} | given

    assert words in lin.post(rules_url(cast), sent).content.decode()

    assert (StageRules.objects.count(), no_queue) == (0, [])


def test_who_may_not_change_communities_may_not_publish(cast, living, cheng, no_queue):
    sent = NUMBERS | {"scope": cast.community.id, "do": "publish", "lost_days": 90}

    assert cheng.post(rules_url(cast), sent).status_code == 403
    assert cheng.post(rules_url(cast), sent | {"scope": "all"}).status_code in {200, 403}
    assert StageRules.objects.count() == 0
