"""The content library through the programs' door."""

import json

import pytest

from linli.content.library.actions import items as actions
from linli.content.library.actions import templates as wording
from linli.content.library.models import Item, Template, Use
from linli.content.library.queries import templates
from linli.kernel.orgs.actions import tokens

URL = "/api/v1/library"
GOOD = {"title": "导读", "category": "values", "body": "三个问题"}


@pytest.fixture
def ask(cast, client):
    scopes = ["console.see", "playbooks.edit", "insights.see"]
    made = tokens.create_token(name="cms", scopes=scopes, by=cast.by_lin, at=cast.at)
    headers = {"Authorization": f"Bearer {made.raw}"}

    def asking(path, body=None, method="post"):
        if body is None:
            return client.get(URL + path, headers=headers)
        send = getattr(client, method)
        return send(URL + path, json.dumps(body), content_type="application/json", headers=headers)

    return asking


def test_a_template_is_written_changed_and_listed(cast, ask):
    given = {"name": "问候", "scene": "welcome", "texts": {"en": "Hello {person.name|friend}"}}

    first = ask("/templates/hello", given, "put").json()
    wording.approve_template(template=templates.get_template("hello"), by=cast.by_lin, at=cast.at)
    again = ask("/templates/hello", given | {"texts": {"en": "Hi"}}, "put").json()

    assert (first["version"], first["approved"]) == (1, None)
    assert (again["version"], again["approved"], again["state"]) == (2, 1, "draft")
    assert [one["texts"] for one in ask("/templates").json()] == [{"en": "Hi"}]


def test_a_template_that_cannot_be_is_one_sentence(ask):
    given = {"name": "x", "scene": "welcome", "texts": {"en": "{person.nam}"}}

    answer = ask("/templates/hello", given, "put")

    assert (answer.status_code, "person.name" in answer.json()["detail"]) == (422, True)
    assert Template.objects.count() == 0


def test_an_item_is_written_used_and_counted(cast, ask):
    made = ask("/items", GOOD).json()
    actions.approve(actions.lock(made["id"]), by=cast.by_lin, at=cast.at)
    use = {"key": "post-1", "community_id": cast.community.id}

    told = [ask(f"/items/{made['id']}/uses", use).json()["is_new"] for _again in range(2)]

    assert told == [True, False]
    assert ask(f"/items/{made['id']}").json() == {
        "id": made["id"],
        "version": 1,
        "text": "三个问题",
        "is_approved": True,
    }
    assert [(one["title"], one["uses"]) for one in ask("/items?state=approved").json()] == [("导读", 1)]
    assert [(one["category"], one["percent"]) for one in ask("/mix?days=7").json()][1] == ("values", 100)
    assert Use.objects.get().origin.startswith("token:")


def test_an_item_is_sent_to_a_review(ask):
    made = ask("/items", GOOD).json()

    assert ask(f"/items/{made['id']}/review", {}).json()["state"] == "review"


@pytest.mark.parametrize(
    "change", [{"category": "none"}, {"title": " "}, {"format": "poll"}, {"community_id": 9}]
)
def test_what_is_wrong_is_refused_and_nothing_is_written(ask, change):
    assert ask("/items", GOOD | change).status_code == 422
    assert Item.objects.count() == 0


def test_what_does_not_exist_is_not_found(ask):
    assert ask("/items/99").status_code == 404
    assert ask("/items/99/review", {}).status_code == 404


def test_a_token_needs_the_scope(cast, client):
    made = tokens.create_token(name="r", scopes=["console.see"], by=cast.by_lin, at=cast.at)
    answer = client.post(
        f"{URL}/items",
        json.dumps(GOOD),
        content_type="application/json",
        headers={"Authorization": f"Bearer {made.raw}"},
    )

    assert answer.status_code == 403
