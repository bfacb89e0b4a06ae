"""Consent and privacy through the programs' door."""

import pytest

from linli.kernel.orgs.actions import tokens
from linli.people.consent.actions import noticing
from linli.people.consent.queries import choices, watching
from linli.people.members.models import Member


@pytest.fixture
def call(cast, client):
    made = tokens.create_token(
        name="crm",
        scopes=["console.see", "members.edit", "members.export", "audit.see"],
        by=cast.by_lin,
        at=cast.at,
    )
    headers = {"Authorization": f"Bearer {made.raw}"}

    def ask(method, path, body=None):
        send = getattr(client, method)
        if body is None:
            return send(f"/api/v1{path}", headers=headers)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    return ask


def test_purposes_and_answers(cast, call):
    assert [one["code"] for one in call("get", "/purposes").json()][:2] == ["service", "profile"]

    body = {"purpose": "marketing", "is_given": True, "where": "paper"}
    answer = call("post", f"/members/{cast.su.id}/consents", body)

    assert answer.status_code == 200
    assert choices.current_of(cast.su.id)["marketing"].where == "paper"
    call("get", f"/members/{cast.su.id}/consents")
    assert [one.why for one in watching.looks_at([cast.su.id])] == ["api"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"purpose": "nonsense", "is_given": True}, 422),
        ({"purpose": "photos", "is_given": True, "where": "moon"}, 422),
        ({"purpose": "service", "is_given": False}, 422),
    ],
)
def test_bad_answers_write_nothing(cast, call, body, status):
    assert call("post", f"/members/{cast.su.id}/consents", body).status_code == status
    assert choices.history_of(cast.su.id) == []


def test_a_copy_and_an_erasure(cast, call):
    assert call("get", f"/members/{cast.su.id}/export").json()["profile"]["name"] == "苏苏"
    noticing.publish_notice(grace_days=3, by=cast.by_lin, at=cast.at)

    receipt = call("post", f"/members/{cast.su.id}/erase").json()

    assert receipt["state"] == "waiting"
    assert Member.objects.get(id=cast.su.id).erased_at is None
    assert call("post", "/members/999999/erase").status_code == 404
    assert [one["why"] for one in call("get", "/access-log").json()] == ["export"]
