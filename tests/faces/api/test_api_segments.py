"""Segments through the programs' door."""

import json

import pytest

from linli.kernel.orgs.actions import tokens
from linli.people.segments.models import Segment
from tests.people.segments.sorting import Sorting, people

URL = "/api/v1/segments"
GOOD = {"name": "Speakers", "purpose": "why", "strategy": "what", "condition": "belonging.messages >= 1"}


@pytest.fixture
def ask(cast, client):
    Sorting(cast)
    made = tokens.create_token(name="crm", scopes=["console.see", "members.edit"], by=cast.by_lin, at=cast.at)
    headers = {"Authorization": f"Bearer {made.raw}"}

    def asking(path="", body=None):
        if body is None:
            return client.get(URL + path, headers=headers)
        return client.post(URL + path, json.dumps(body), content_type="application/json", headers=headers)

    return asking


def test_a_segment_is_made_listed_and_its_members_named(cast, ask):
    made = ask(body=GOOD)

    assert made.status_code == 201
    number = made.json()["id"]
    assert [(one["name"], one["people"]) for one in ask().json()] == [("Speakers", 1)]
    assert ask(f"/{number}").json()["condition"] == GOOD["condition"]
    told = ask(f"/{number}/members").json()
    assert ([one["id"] for one in told["people"]], told["after"]) == ([cast.su.id], "")


def test_without_a_condition_the_members_named_are_picked(cast, ask):
    ask(body=GOOD | {"condition": "", "members": [cast.momo.id]})

    assert people(Segment.objects.get(kind="static")) == [cast.momo.id]


def test_a_preview_counts_and_says_the_sentence(ask):
    told = ask(":preview", {"condition": "belonging.messages == 0"}).json()

    assert told == {"people": 1, "sentence": "Messages ever is 0"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"condition": "belonging.x > 1"}, "belonging.x"), ({"name": ""}, "60"), ({"purpose": " "}, "200")],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(ask, changes, sentence):
    answer = ask(body=GOOD | changes)

    assert (answer.status_code, sentence in answer.json()["detail"]) == (422, True)
    assert not Segment.objects.exists()


def test_a_key_that_may_only_see_makes_nothing_and_strangers_see_nothing(cast, client, ask):
    number = ask(body=GOOD).json()["id"]
    only = tokens.create_token(name="see", scopes=["console.see"], by=cast.by_lin, at=cast.at)
    refused = client.post(
        URL,
        json.dumps(GOOD | {"name": "two"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {only.raw}"},
    )
    with cast.scope_elsewhere():
        foreign = tokens.create_token(name="zhou", scopes=["console.see"], by=cast.by_zhou, at=cast.at)
    seen = client.get(f"{URL}/{number}", headers={"Authorization": f"Bearer {foreign.raw}"})

    assert (refused.status_code, seen.status_code) == (403, 404)
    assert Segment.objects.count() == 1
