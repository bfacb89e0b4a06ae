"""Playbooks through the programs' door."""

import json

import pytest

from linli.kernel.orgs.actions import tokens
from linli.run.playbooks.models import Playbook
from linli.run.playbooks.queries import presets

URL = "/api/v1/playbooks"


@pytest.fixture
def ask(cast, client):
    scopes = ["console.see", "playbooks.edit", "playbooks.publish"]
    made = tokens.create_token(name="tool", scopes=scopes, by=cast.by_lin, at=cast.at)
    headers = {"Authorization": f"Bearer {made.raw}"}

    def asking(path="", body=None):
        if body is None:
            return client.get(URL + path, headers=headers)
        return client.post(URL + path, json.dumps(body), content_type="application/json", headers=headers)

    return asking


def test_a_document_is_checked_published_and_read_back(cast, ask):
    source = presets.get_preset("ama", "en").source

    checked = ask(":check", {"source": source}).json()
    published = ask(body={"source": source, "reason": "First"})

    assert (checked["is_publishable"], checked["errors"], checked["warnings"]) == (True, [], [])
    assert (published.status_code, published.json()) == (201, {"code": "ama", "version": 1})
    assert [(one["code"], one["version"]) for one in ask().json()] == [("ama", 1)]
    assert ask("/ama").json()["source"] == source


def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(cast, ask):
    source = presets.get_preset("ama", "en").source.replace("to: group", "to: grup", 1)

    [first, *_more] = ask(":check", {"source": source}).json()["errors"]
    refused = ask(body={"source": source})

    assert (first["path"], first["line"] > 1, first["column"] > 1) == ("steps.call.post.to", True, True)
    assert refused.status_code == 422
    assert Playbook.objects.count() == 0


def test_the_schema_and_the_library_are_there_and_an_unknown_code_is_not(cast, ask):
    assert ask("/schema").json()["title"] == "Linli playbook"
    assert "birthday" in [one["code"] for one in ask("/library?language=en").json()]
    assert ask("/nope").status_code == 404
