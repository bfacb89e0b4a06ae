"""Communities for programs: one with its numbers, a new one, types, the matrix, moving members."""

import json

import pytest
from django.test import Client

from linli.kernel.orgs.actions import tokens
from linli.people.communities.actions import matrix
from linli.people.communities.actions.matrix import End, Terms
from linli.people.communities.models import Community, Handover
from tests.people.communities.meadow import build_meadow

pytestmark = pytest.mark.django_db
SCOPES = ["console.see", "communities.edit", "members.edit"]


@pytest.fixture
def meadow(cast):
    return build_meadow(cast)


def client_with(cast, scopes):
    made = tokens.create_token(name="-".join(scopes), scopes=scopes, by=cast.by_lin, at=cast.at)
    return Client(headers={"authorization": f"Bearer {made.raw}"})


def sent(client, path, body):
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_types_and_one_community_are_read(cast, meadow):
    client = client_with(cast, SCOPES)

    types = client.get("/api/v1/communities/types").json()
    one = client.get(f"/api/v1/communities/{meadow.camp.id}").json()

    assert (len(types), types[0]["code"], types[0]["exempt_from_criteria"]) == (18, "traffic", True)
    assert (one["name"], one["type"], one["capacity"], one["differs"]) == (
        "训练营一期",
        "training_camp",
        200,
        [],
    )


def test_a_community_is_opened_with_its_type(cast):
    client = client_with(cast, SCOPES)

    made = sent(client, "communities", {"name": "年费会员", "type": "paid"})
    refused = sent(client, "communities", {"name": "年费会员"})
    unknown = sent(client, "communities", {"name": "新的", "type": "nothing"})

    assert (made.status_code, made.json()["capacity"]) == (200, 200)
    assert (refused.status_code, "年费会员" in refused.json()["detail"]) == (422, True)
    assert unknown.status_code == 422
    assert Community.objects.count() == 2


def test_members_are_asked_along_a_path(cast, meadow):
    edge = matrix.draw_edge(
        source=End("community", meadow.pool.id),
        target=End("community", meadow.camp.id),
        terms=Terms("读满一周"),
        by=cast.by_lin,
        at=cast.at,
    )
    client = client_with(cast, SCOPES)

    paths = client.get("/api/v1/matrix?days=90").json()["paths"]
    asked = sent(client, "matrix/moves", {"path": edge.id, "members": [cast.su.id]}).json()
    wrong = sent(client, "matrix/moves", {"path": 10**9, "members": [cast.su.id]})

    assert [(one["source"], one["target"], one["entered"]) for one in paths] == [("引流池", "训练营一期", 0)]
    assert (asked["asked"], Handover.objects.count()) == ([cast.su.id], 1)
    assert (wrong.status_code, wrong.json()["detail"]) == (422, "这里没有这条路径")


def test_a_key_without_the_scope_writes_nothing(cast, meadow):
    client = client_with(cast, ["console.see"])

    assert sent(client, "communities", {"name": "新的"}).status_code == 403
    assert Community.objects.count() == 4
