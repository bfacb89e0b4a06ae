"""The JSON Schema says of a document's form what the loader says."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import linli.wiring  # noqa: F401
from linli.run.playbooks.document import json_schema, parsing, writing
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.queries import presets
from tests.run.playbooks.documents import documents, is_valid, places, planted

SCHEMA = json_schema.json_schema()
TREES = [yaml.safe_load(one.source) for one in presets.presets("en")]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**7),
    st.just([]),
    st.just({}),
    st.just({"x": 1}),
    st.just("Öl 1"),
)


def has_right_form(source):
    try:
        return not parsing.tree_of(source)[1].problems
    except CannotPublish:
        return False


@pytest.mark.parametrize("tree", TREES, ids=[tree["id"] for tree in TREES])
def test_every_playbook_of_the_library_is_valid(tree):
    assert is_valid(tree, SCHEMA, SCHEMA)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_every_document_of_right_form_is_valid(tree):
    assert has_right_form(writing.to_yaml(tree))
    assert is_valid(tree, SCHEMA, SCHEMA)


@settings(max_examples=400, deadline=None)
@given(st.data(), st.sampled_from(TREES), ODD)
def test_what_the_loader_refuses_by_form_the_schema_refuses_too(data, tree, odd):
    changed = planted(tree, data.draw(st.sampled_from(list(places(tree)))), odd)

    if not has_right_form(writing.to_yaml(changed)):
        assert not is_valid(changed, SCHEMA, SCHEMA)


def test_every_key_that_is_not_plain_says_what_it_is_for():
    wait = SCHEMA["$defs"]["step"]["properties"]["wait"]

    assert wait["properties"]["until"]["description"] == "Until a condition holds"
    assert wait["oneOf"] == [
        {"required": [key]} for key in ("for", "until_local", "until_date", "until", "any")
    ]
    assert "membership.joined" in SCHEMA["$defs"]["event"]["enum"]
