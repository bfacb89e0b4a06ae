import json

import pytest
from django.test import Client

from linli.kernel.orgs.actions import tokens
from linli.people.consent.models import Access
from linli.people.profiles.actions import answering, defining
from linli.people.profiles.models import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(cast):
    defining.take_template(by=cast.by_lin, at=cast.at)
    return cast


def program(cast, *scopes):
    made = tokens.create_token(name="profiles", scopes=list(scopes), by=cast.by_lin, at=cast.at)
    return Client(headers={"authorization": f"Bearer {made.raw}"})


def put(client, member, values):
    body = json.dumps({"values": values})
    return client.put(f"/api/v1/members/{member}/profile", body, content_type="application/json")


def test_a_program_reads_the_fields(template):
    found = program(template, "console.see").get("/api/v1/fields").json()

    assert len(found) == 26
    assert found[0]["code"] == "nickname"


def test_a_program_writes_answers_and_reads_them_masked_or_not(template):
    member = template.su.id
    wrote = put(program(template, "members.edit"), member, {"phone": "13800138000", "city": "杭州"}).json()
    masked = program(template, "console.see").get(f"/api/v1/members/{member}/profile").json()
    plain = program(template, "console.see", "personal.see").get(f"/api/v1/members/{member}/profile").json()

    assert wrote == {"changed": ["city", "phone"]}
    assert {one["code"]: one["value"] for one in masked} == {"city": "浙江/杭州", "phone": ""}
    assert {one["code"]: one["value"] for one in plain} == {"city": "浙江/杭州", "phone": "13800138000"}
    assert Access.objects.filter(member_id=member, why="api").count() == 2


def test_wrong_answers_write_nothing(template):
    response = put(program(template, "members.edit"), template.su.id, {"years": "六", "city": "杭州"})

    assert response.status_code == 422
    assert Answer.objects.count() == 0


def test_foreign_members_are_not_found_and_scopes_are_needed(template):
    answering.answer(
        member_id=template.su.id, values={"city": "杭州"}, source="member", by=template.by_lin, at=template.at
    )
    with template.scope_elsewhere():
        made = tokens.create_token(name="z", scopes=["console.see"], by=template.by_zhou, at=template.at)
    zhou = Client(headers={"authorization": f"Bearer {made.raw}"})

    assert zhou.get(f"/api/v1/members/{template.su.id}/profile").status_code == 404
    assert put(program(template, "console.see"), template.su.id, {}).status_code == 403
