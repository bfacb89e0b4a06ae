"""Programs open tasks, give them to people and close them; others see none."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.orgs.actions import tokens
from linli.people.tasks.models import Task
from tests.people.tasks.asking import ask, wish


@pytest.fixture
def api(cast):
    made = tokens.create_token(name="tasks", scopes=["tasks.do"], by=cast.by_lin, at=timezone.now())
    return Client(headers={"accept-language": "en", "authorization": f"Bearer {made.raw}"})


def post(api, path, given):
    return api.post(f"/api/v1/{path}", json.dumps(given), content_type="application/json")


def test_a_program_opens_a_task_once_and_reads_it(cast, api):
    given = {
        "key": "order-7",
        "title": "Call back",
        "community_id": cast.community.id,
        "member_id": cast.momo.id,
        "about": "call",
        "role": "support",
        "due_at": (timezone.now() + timedelta(hours=4)).isoformat(),
    }

    first = post(api, "tasks", given)
    again = post(api, "tasks", given)

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    [listed] = api.get("/api/v1/tasks?about=call").json()
    assert (listed["title"], listed["state"], listed["outcomes"]) == ("Call back", "open", ["done"])
    assert listed["member_id"] == cast.momo.id
    assert api.get("/api/v1/tasks?state=closed").json() == []


def test_a_program_gives_a_task_to_somebody_and_closes_it(cast, api):
    [task] = ask(wish(cast, proof="required"))

    given = post(api, f"tasks/{task.id}:assign", {"staff_id": cast.cheng.id}).json()
    refused = post(api, f"tasks/{task.id}:complete", {"outcome": "done"})
    done = post(api, f"tasks/{task.id}:complete", {"outcome": "done", "proof": "ticket 12"}).json()

    assert given["staff_id"] == cast.cheng.id
    assert (refused.status_code, "needs a proof" in refused.text) == (422, True)
    assert (done["state"], done["outcome"], done["proof"]) == ("done", "done", "ticket 12")


def test_what_is_not_there_is_not_found(cast, api):
    with cast.scope_elsewhere():
        [task] = ask(wish(cast, community=None, member=None))

    assert api.get(f"/api/v1/tasks/{task.id}").status_code == 404
    assert post(api, f"tasks/{task.id}:complete", {}).status_code == 404
    with cast.scope_elsewhere():
        assert Task.objects.get().state == "open"


def test_a_token_needs_the_scope(cast):
    made = tokens.create_token(name="other", scopes=["console.see"], by=cast.by_lin, at=timezone.now())
    client = Client(headers={"authorization": f"Bearer {made.raw}"})

    assert client.get("/api/v1/tasks").status_code == 403
