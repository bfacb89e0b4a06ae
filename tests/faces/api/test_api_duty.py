"""Turns on duty through the programs' door."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.kernel.orgs.actions import tokens
from linli.people.duty.actions import setting
from linli.people.duty.actions.setting import Settings
from linli.people.duty.models import Term
from tests.people.duty.conftest import keep_belongings


@pytest.fixture
def ask(cast, client):
    keep_belongings()
    now = timezone.now()
    setting.set_up(
        community=cast.community,
        settings=Settings(first_on=timezone.localdate(now) - timedelta(days=2)),
        by=cast.by_lin,
        at=now,
    )
    made = tokens.create_token(name="crm", scopes=["console.see", "members.edit"], by=cast.by_lin, at=cast.at)
    headers = {"Authorization": f"Bearer {made.raw}"}

    def asking(path, body=None):
        if body is None:
            return client.get(f"/api/v1{path}", headers=headers)
        return client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    return asking


def test_a_member_is_put_on_the_list_and_gets_the_term(cast, ask):
    path = f"/communities/{cast.community.id}/duty"

    made = ask(f"{path}/volunteers", {"member_id": cast.su.id})

    assert made.status_code == 201
    assert [(one["member_id"], one["standing"]) for one in made.json()] == [(cast.su.id, "ready")]
    first = ask(f"{path}/terms").json()[0]
    assert (first["member_id"], first["name"]) == (cast.su.id, "苏苏")


def test_a_term_is_given_to_somebody_and_strangers_are_refused(cast, ask):
    term = Term.objects.order_by("number").first()

    given = ask(f"/duty/terms/{term.id}:appoint", {"member_id": cast.momo.id})
    refused = ask(f"/duty/terms/{term.id}:appoint", {"member_id": 999_999})

    assert given.json()["member_id"] == cast.momo.id
    assert refused.status_code == 422
    assert Term.objects.get(id=term.id).member_id == cast.momo.id


def test_what_is_not_there_is_not_found(cast, ask):
    assert ask("/communities/999999/duty/terms").status_code == 404
    assert ask("/duty/terms/999999:appoint", {"member_id": None}).status_code == 404
