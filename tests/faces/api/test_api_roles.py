import json

import pytest
from django.test import Client

from linli.kernel.orgs.actions import tokens
from linli.people.roles.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(cast):
    made = tokens.create_token(
        name="roles", scopes=["console.see", "members.edit"], by=cast.by_lin, at=cast.at
    )
    return Client(headers={"authorization": f"Bearer {made.raw}"})


def post(program, path, **body):
    return program.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def test_a_program_reads_the_roles_and_their_gaps(cast, program):
    found = program.get(f"/api/v1/communities/{cast.community.id}/roles").json()

    assert len(found) == 8
    assert {one["gap"] for one in found} == {"empty"}


def test_a_program_puts_down_advances_and_ends(cast, program):
    made = post(
        program, f"/communities/{cast.community.id}/assignments", role="guide", member_id=cast.su.id
    ).json()
    held = post(program, f"/assignments/{made['id']}/advance", status="member_held").json()
    listed = program.get(f"/api/v1/communities/{cast.community.id}/assignments").json()
    ended = post(program, f"/assignments/{made['id']}/end", reason="wish").json()

    assert (made["status"], held["status"], ended["status"]) == ("candidate", "member_held", "retired")
    assert [one["name"] for one in listed] == ["苏苏"]


def test_a_program_hands_a_role_over(cast, program):
    path = f"/communities/{cast.community.id}/assignments"
    held = post(program, path, role="guide", member_id=cast.su.id, status="member_held").json()
    next_one = post(program, path, role="guide", member_id=cast.momo.id).json()

    taken = post(program, f"/assignments/{held['id']}/hand-over", to=next_one["id"]).json()

    assert (taken["member_id"], taken["status"]) == (cast.momo.id, "member_held")
    assert Assignment.objects.get(id=held["id"]).end_reason == "handed_over"


def test_a_program_reads_candidates_and_progress(cast, program):
    place = f"/api/v1/communities/{cast.community.id}"

    assert program.get(f"{place}/roles/guide/candidates").json() == []
    assert program.get(f"{place}/progress").json() == {
        "experts_accepted": 0,
        "experts_wanted": 100,
        "experts_with_feedback": 0,
        "fans": 0,
        "fans_wanted": 1000,
        "outlook": "too_early",
    }


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"role": "wizard"}, 404, "wizard"),
        ({"member_id": 999999}, 404, ""),
        ({"status": "king"}, 422, "“status” is one of candidate, trained, member_held, operator_played"),
        ({"status": "retired"}, 422, ""),
        ({"evidence": "字" * 500}, 422, "400"),
    ],
)
def test_what_cannot_be_is_a_problem_and_nothing_is_written(cast, program, body, status, sentence):
    given = {"role": "guide", "member_id": cast.su.id, **body}

    answer = post(program, f"/communities/{cast.community.id}/assignments", **given)

    assert answer.status_code == status
    assert sentence in answer.json()["detail"]
    assert Assignment.objects.count() == 0


def test_a_token_that_may_only_look_writes_nothing(cast):
    made = tokens.create_token(name="look", scopes=["console.see"], by=cast.by_lin, at=cast.at)
    program = Client(headers={"authorization": f"Bearer {made.raw}"})

    answer = post(
        program, f"/communities/{cast.community.id}/assignments", role="guide", member_id=cast.su.id
    )

    assert answer.status_code == 403
    assert Assignment.objects.count() == 0


def test_a_token_of_another_organisation_finds_nothing(cast):
    with cast.scope_elsewhere():
        made = tokens.create_token(name="x", scopes=["console.see"], by=cast.by_zhou, at=cast.at)
    program = Client(headers={"authorization": f"Bearer {made.raw}"})

    assert program.get(f"/api/v1/communities/{cast.community.id}/roles").status_code == 404
