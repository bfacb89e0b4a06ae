"""Whatever is handed in as a playbook is read or refused in sentences; nothing else comes of it."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.run.growth import verbs  # noqa: F401  (the presets award)
from linli.run.playbooks.document import checking
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.queries import presets

PRESET = presets.get_preset("newcomer-7d", "zh-hans").source
TREE = yaml.safe_load(PRESET)
LINES = PRESET.splitlines()
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.one_of(st.text(max_size=4), st.integers()), st.integers(), max_size=2),
)


def problems_of(source):
    try:
        assert isinstance(checking.read(source), Playbook)
    except CannotPublish as refusal:
        return refusal.problems
    return None


def read(source):
    problems = problems_of(source)
    assert problems is None or len(problems) > 0
    for problem in problems or ():
        assert problem.line >= 1
        assert problem.path
        assert "\n" not in problem.sentence


def places(tree, path=()):
    yield path
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


def planted(tree, path, value):
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = planted(copy[path[0]], path[1:], value)
    return copy


@given(st.text())
def test_any_text(text):
    read(text)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(places(TREE))), odd)
def test_an_odd_value_in_any_place(path, value):
    read(yaml.safe_dump(planted(TREE, path, value), allow_unicode=True))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(LINES) - 1), st.text(max_size=12), st.integers(0, 60))
def test_a_line_that_somebody_fell_asleep_on(number, text, column):
    changed = [*LINES]
    changed[number] = changed[number][:column] + text + changed[number][column:]

    read("\n".join(changed))


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=5))
def test_lines_that_are_missing(gone):
    read("\n".join(line for number, line in enumerate(LINES) if number not in gone))


@pytest.mark.parametrize(
    "source",
    [
        "kind: playbook\n" + "<<: {a: 1}\n",
        "? [a]\n: b\n",
        "kind: playbook\nsteps:\n" + "- {}\n" * 70,
        "kind: playbook\nsteps: [null, 1, a, [b], {c: d}]\n",
        "kind: playbook\nid: " + "x" * 5000 + "\n",
        PRESET.replace("at_most: 1d", "at_most: 99999999d"),
        PRESET.replace("amount: 10", "amount: " + "9" * 5000),
        PRESET.replace("not person.is_operator", '"' + "not " * 900 + 'person.is_operator"'),
        "%YAML 9.9\n---\nkind: playbook\n",
        "\ufeffkind: playbook\n",
        "kind: \ud800\n",
    ],
)
def test_what_people_try_on_purpose(source):
    read(source)
    with pytest.raises(CannotPublish):
        checking.read(source)
