"""The calendar and broadcasts through the programs' door."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.kernel.orgs.actions import tokens
from linli.run.broadcasts.models import Broadcast
from linli.run.calendar.models import Slot


@pytest.fixture
def ask(cast, client):
    scopes = ["console.see", "outbox.send"]
    made = tokens.create_token(name="planner", scopes=scopes, by=cast.by_lin, at=cast.at)
    headers = {"Authorization": f"Bearer {made.raw}"}

    def asking(path, body=None, **query):
        if body is None:
            return client.get(f"/api/v1/{path}", query, headers=headers)
        given = json.dumps(body)
        return client.post(f"/api/v1/{path}", given, content_type="application/json", headers=headers)

    return asking


def noon(days):
    return (timezone.now() + timedelta(days=days)).replace(hour=4, minute=0, second=0, microsecond=0)


def test_a_post_is_written_moved_scheduled_and_listed(cast, ask):
    given = {
        "community_id": cast.community.id,
        "title": "书单",
        "text": "读什么",
        "starts_at": noon(2).isoformat(),
    }

    made = ask("calendar", given)
    number, version = made.json()["id"], made.json()["version"]
    moved = ask(f"calendar/{number}/move", {"version": version, "starts_at": noon(3).isoformat()})
    stale = ask(f"calendar/{number}/move", {"version": version, "starts_at": noon(4).isoformat()})
    ask(f"calendar/{number}/hand-in", {})

    assert (made.status_code, moved.status_code, stale.status_code) == (201, 200, 422)
    assert Slot.objects.get().state == "scheduled"
    listed = ask("calendar", since=noon(0).isoformat(), until=noon(9).isoformat()).json()
    assert [(one["id"], one["state"]) for one in listed] == [(number, "scheduled")]
    assert ask("calendar", {**given, "community_id": 10**9}).status_code == 404
    assert ask("columns").json() == []


def test_a_broadcast_is_a_draft_until_somebody_confirms(cast, ask):
    given = {"title": "来信", "text": "你好", "community_id": cast.community.id}

    made = ask("broadcasts", given)

    assert made.status_code == 201
    assert made.json()["state"] == "draft"
    assert ask(f"broadcasts/{made.json()['id']}").json()["messages"] == {}
    assert ask("broadcasts/999999").status_code == 404
    assert ask("broadcasts", {**given, "text": "{no.such}"}).status_code == 422
    assert Broadcast.objects.count() == 1
