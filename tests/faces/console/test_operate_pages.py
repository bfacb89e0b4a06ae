"""Every page for running a community: both languages, who may see it, and what it costs."""

import pytest

from linli.kernel.orgs.models import Seat
from linli.people.tasks.models import Task
from tests.faces.console import operating
from tests.faces.console.conftest import client_of

pytestmark = pytest.mark.django_db

PAGES = [
    ("tasks/", "Tasks", "待办任务", 16),
    ("parked/", "Parked events", "滞留事件", 8),
    ("jobs/", "Jobs", "后台作业", 9),
    ("outbox/", "Outbox", "发件箱", 15),
    ("channels/", "Channels", "渠道与机器人", 11),
    ("channels/connect/", "Connect Matrix", "连接 Matrix", 7),
    ("channels/import/", "Import a chat history", "导入聊天记录", 9),
    ("playbooks/", "Playbooks", "剧本", 10),
    ("playbooks/new/", "New playbook", "新建剧本", 9),
    ("moderation/", "Moderation", "风控", 12),
    ("moderation/rules/", "Rule sets", "规则集", 11),
    ("points/", "Points", "积分", 11),
    ("points/rules/", "What earns points", "积分规则", 12),
    ("insights/", "共读会", "共读会", 14),
]


@pytest.mark.parametrize(("path", "english", "chinese", "_budget"), PAGES)
def test_a_page_speaks_both_languages(cast, path, english, chinese, _budget):
    for language, words in (("en", english), ("zh-hans", chinese)):
        answer = client_of(cast.lin, language=language).get(f"/console/{path}")

        assert (answer.status_code, words in answer.text) == (200, True)


@pytest.mark.parametrize(("path", "_english", "_chinese", "budget"), PAGES)
def test_a_page_takes_few_queries(cast, lin, path, _english, _chinese, budget, django_assert_max_num_queries):
    operating.plan(cast)
    operating.greet(cast)
    operating.find_case(cast)
    lin.get(f"/console/{path}")

    with django_assert_max_num_queries(budget):
        lin.get(f"/console/{path}")


@pytest.mark.parametrize("path", [path for path, *_rest in PAGES])
def test_a_stranger_is_sent_to_the_login(client, path):
    answer = client.get(f"/console/{path}")

    assert (answer.status_code, answer.url.startswith("/console/login/")) == (302, True)


def test_nothing_of_an_organisation_is_there_for_another(cast, zhou):
    run = operating.greet(cast)
    rules, words = operating.find_case(cast)
    parked = operating.park(cast)
    task = Task.objects.get()
    paths = [
        f"tasks/{task.id}/",
        f"parked/{parked.id}/",
        f"channels/{cast.channel.id}/",
        f"channels/{cast.channel.id}/doctor/",
        f"playbooks/{run.playbook_id}/",
        f"playbooks/{run.playbook_id}/edit/",
        f"runs/{run.id}/",
        f"moderation/rules/{rules.id}/",
        f"points/members/{cast.su.id}/",
        f"insights/?community={cast.community.id}",
    ]

    assert [zhou.get(f"/console/{path}").status_code for path in paths] == [404] * len(paths)
    assert [zhou.post(f"/console/{path}").status_code for path in (
        f"channels/{cast.channel.id}/turn/",
        f"playbooks/{run.playbook_id}/turn/",
        f"runs/{run.id}/stop/",
        f"moderation/rules/{rules.id}/mode/",
        f"moderation/lists/{words.id}/",
        f"channels/groups/{cast.group.id}/links/",
    )] == [404] * 6  # fmt: skip


def test_the_lists_of_another_organisation_are_empty(cast, zhou):
    operating.plan(cast, text="只有自己人看得到")
    run = operating.greet(cast)
    operating.find_case(cast)
    operating.park(cast)
    foreign = ("只有自己人看得到", f"/playbooks/{run.playbook_id}/", "第三章", "message.posted")

    pages = [
        zhou.get(f"/console/{path}").text for path in ("outbox/", "playbooks/", "moderation/", "parked/")
    ]

    assert [word for text in pages for word in foreign if word in text] == []


@pytest.mark.parametrize("path", ["parked/", "channels/connect/", "points/rules/", "channels/import/"])
def test_a_page_beyond_a_role_is_refused(cast, path):
    Seat.objects.filter(id=cast.cheng_seat.id).update(role="assistant")

    assert client_of(cast.cheng).get(f"/console/{path}").status_code == 403
