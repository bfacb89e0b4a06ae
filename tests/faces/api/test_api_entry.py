import json

import pytest
from django.test import Client

from linli.kernel.orgs.actions import tokens
from tests.people.entry.conftest import house  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(cast):
    made = tokens.create_token(
        name="entry", scopes=["console.see", "members.edit"], by=cast.by_lin, at=cast.at
    )
    return Client(headers={"authorization": f"Bearer {made.raw}", "accept-language": "en"})


def decide(program, id, **body):
    path = f"/api/v1/applications/{id}/decide"
    return program.post(path, json.dumps(body), content_type="application/json")


def test_a_program_lists_and_decides_once(cast, program, house):  # noqa: F811
    made = house.come("蓝鲸").apply()

    listed = program.get(f"/api/v1/communities/{cast.community.id}/applications").json()
    first = decide(program, made.id, decision="accept")
    second = decide(program, made.id, decision="refuse", reason="full")

    assert [(one["id"], one["score"], one["missing"]) for one in listed] == [(made.id, 100, [])]
    assert (first.status_code, first.json()["state"]) == (200, "accepted")
    assert second.status_code == 422
    assert "nothing was changed" in second.json()["detail"]


def test_what_is_missing_or_foreign_is_said(cast, program, house):  # noqa: F811
    made = house.come("蓝鲸").apply()

    assert decide(program, made.id, decision="maybe").status_code == 422
    assert decide(program, made.id, decision="refuse").json()["detail"] == (
        "choose why the application is refused"
    )
    assert decide(program, 999_999, decision="accept").status_code == 404
    assert program.get("/api/v1/communities/999999/applications").status_code == 404


def test_a_program_reads_the_policy_and_the_moves(cast, program, house):  # noqa: F811
    policy = program.get(f"/api/v1/communities/{cast.community.id}/entry-policy").json()
    moves = program.get(f"/api/v1/communities/{cast.community.id}/moves?days=366").json()

    assert (policy["version"], len(policy["criteria"])) == (1, 6)
    assert {one["kind"] for one in moves} <= {"joined"}
    bad = program.get(f"/api/v1/communities/{cast.community.id}/moves?days=0")
    assert bad.json()["detail"] == "days is a number from 1 to 366"
