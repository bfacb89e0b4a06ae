"""The graph and the candidates of the real archives: sane, and the same twice. Skips where they are not."""

import os
from pathlib import Path

import pytest

from linli.people.ties import archive, computing, rules, showing

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no archives at {FOLDER}")
YEAR = 365 * 86_400


def read(name):
    history = archive.read_file(FOLDER / name / "messages.jsonl")
    return history, computing.compute(history.deeds, now=history.until, since=history.until - YEAR)


@pytest.mark.parametrize(
    ("name", "people"), [("s1_games_zh", 2298), ("raku_irc", 347), ("urho3d_forum", 997)]
)
def test_everybody_of_an_archive_has_a_place_twice_the_same(name, people):
    history, one = read(name)
    _, other = read(name)

    circles = {place.circle for place in one.places.values()} - {0}
    assert len(one.places) == people
    assert 3 <= len(circles) <= 40
    assert {m: p.circle for m, p in one.places.items()} == {m: p.circle for m, p in other.places.items()}
    assert one.pairs == other.pairs
    for recipe in rules.RECIPES:
        found = showing.from_history(history, one, recipe, limit=10)
        assert found == showing.from_history(history, other, recipe, limit=10)
        assert [person.score for person in found] == sorted((p.score for p in found), reverse=True)


@pytest.mark.parametrize("name", ["s1_games_zh", "raku_irc"])
def test_who_answers_and_is_thanked_is_found_with_the_words_that_show_it(name):
    history, computed = read(name)

    found = showing.from_history(history, computed, rules.find_recipe("duty_helper"), limit=5)

    assert len(found) == 5
    for person in found:
        answers = next(part for part in person.parts if part.measure == "answers")
        assert any(said.is_theirs and said.text for said in answers.exhibits[0])
        assert any(not said.is_theirs for said in answers.exhibits[0])
